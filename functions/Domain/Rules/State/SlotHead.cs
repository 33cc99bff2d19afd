namespace ServerlessIot.Domain.Rules.State;

/// <summary>
/// The words before a kind's own: flags and a time in the first; where the condition has to hold for a while, the time of the latest event in the second.
/// Times are Unix milliseconds in 48 bits, up to the year 10,889.
/// </summary>
internal static class SlotHead
{
    private const ulong OpenFlag = 1;
    private const int TimeShift = 16;

    /// <summary>How many there are.</summary>
    public static int Words(RuleHead head) => head.For > TimeSpan.Zero ? 2 : 1;

    /// <summary>Whether an alert was opened whose end has not come.</summary>
    public static bool IsOpen(ulong word) => (word & OpenFlag) != 0;

    /// <summary>The time: of the latest breach, or of its end; or since when the condition holds; 0 for none.</summary>
    public static long Time(ulong word) => (long)(word >> TimeShift);

    /// <summary>A first word.</summary>
    public static ulong Of(bool open, long time) => ((ulong)time << TimeShift) | (open ? OpenFlag : 0);
}
