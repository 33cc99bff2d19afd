namespace ServerlessIot.Domain.Rules.State;

/// <summary>
/// The words before a kind's own: a flag, what broke the rule last (15 bits) and a time in the first; where the condition has to hold for a while, the time of the latest event in the second.
/// Times are Unix milliseconds in 48 bits, up to the year 10,889.
/// </summary>
internal static class SlotHead
{
    private const ulong OpenFlag = 1;
    private const int ByShift = 1;
    private const int TimeShift = 16;

    /// <summary>Highest mark of what broke a rule.</summary>
    public const int MostBy = 0x7FFF;

    /// <summary>How many there are.</summary>
    public static int Words(RuleHead head) => head.For > TimeSpan.Zero ? 2 : 1;

    /// <summary>Whether an alert was opened whose end has not come.</summary>
    public static bool IsOpen(ulong word) => (word & OpenFlag) != 0;

    /// <summary>The time: of the latest breach, or of its end; or since when the condition holds; 0 for none.</summary>
    public static long Time(ulong word) => (long)(word >> TimeShift);

    /// <summary>See <see cref="Rule.ByOf"/>: of the latest breach while the condition holds; 0 for none, and in words from before it was noted.</summary>
    public static int By(ulong word) => (int)(word >> ByShift) & MostBy;

    /// <summary>A first word.</summary>
    public static ulong Of(bool open, long time, int by = 0) => ((ulong)time << TimeShift) | ((ulong)by << ByShift) | (open ? OpenFlag : 0);
}
