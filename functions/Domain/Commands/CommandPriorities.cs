namespace ServerlessIot.Domain.Commands;

/// <summary>Priorities of commands: of those that wait for one device, the higher goes first.</summary>
public static class CommandPriorities
{
    /// <summary>Before everything else.</summary>
    public const string Critical = "critical";

    /// <summary>Before what is usual.</summary>
    public const string High = "high";

    /// <summary>What is usual.</summary>
    public const string Medium = "medium";

    /// <summary>When nothing else waits.</summary>
    public const string Low = "low";

    /// <summary>All of them, the highest first.</summary>
    public static IReadOnlyList<string> All { get; } = [Critical, High, Medium, Low];

    /// <summary>Place of a priority, 0 for the highest; that of <see cref="Medium"/> for what is none.</summary>
    public static int Rank(string? priority) => priority switch
    {
        Critical => 0,
        High => 1,
        Low => 3,
        _ => 2,
    };
}
