namespace ServerlessIot.Faults.Tests.Simulation.Oracle;

/// <summary>An alert as it must be.</summary>
/// <param name="Seq">Reading that opened it.</param>
/// <param name="Time">Its time.</param>
internal sealed record ExpectedAlert(int Seq, long Time)
{
    /// <summary>Time of its earliest breach.</summary>
    public long First { get; set; } = Time;

    /// <summary>Time of its latest breach.</summary>
    public long Last { get; set; } = Time;

    public long Suppressed { get; set; }

    public long Touched { get; set; }

    /// <summary>When its condition ended; null while it holds.</summary>
    public long? Cleared { get; set; }

    /// <summary>Whether a breach lies within its breaches and their cooldown.</summary>
    public bool Holds(long time, long cooldown) => time > First - cooldown && time < Last + cooldown;

    /// <summary>Whether it still held when a breach came after its latest one.</summary>
    public bool Lasts(long time) => Cleared is null && Last <= time;
}
