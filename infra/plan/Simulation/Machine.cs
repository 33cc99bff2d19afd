namespace ServerlessIot.Plan.Simulation;

/// <summary>Cores that instances share, as those of the local function host do; in Azure each has its own.</summary>
public sealed class Machine(int cores)
{
    private readonly double[] _free = new double[cores];

    /// <summary>When work is done that begins as soon after <paramref name="start"/>, in s, as a core is free, and takes so many <paramref name="seconds"/>.</summary>
    public double Done(double start, double seconds)
    {
        var core = Array.IndexOf(_free, _free.Min());
        _free[core] = Math.Max(_free[core], start) + seconds;
        return _free[core];
    }
}
