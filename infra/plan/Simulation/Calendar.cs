namespace ServerlessIot.Plan.Simulation;

/// <summary>Records by the step in which something becomes of them.</summary>
internal sealed class Calendar(double stepSeconds)
{
    private readonly List<double> _steps = [];

    /// <summary>Enters records at a time, in s.</summary>
    public void Enter(double time, double records)
    {
        var step = (int)(time / stepSeconds);
        while (_steps.Count <= step) _steps.Add(0);
        _steps[step] += records;
    }

    /// <summary>Records of a step.</summary>
    public double Of(int step) => step >= 0 && step < _steps.Count ? _steps[step] : 0;
}
