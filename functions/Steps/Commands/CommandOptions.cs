using ServerlessIot.Domain.Commands;

namespace ServerlessIot.Steps.Commands;

/// <summary>Settings of commands: section <c>Commands</c>.</summary>
public sealed record CommandOptions
{
    /// <summary>
    /// Commands of one device that may be open at once, 1 to 10,000; further ones are refused. Critical ones may be there beyond it, up to twice as many in all. Those
    /// asked for at the same moment may exceed it. Default 100.
    /// </summary>
    public int MostOpen { get; init; } = 100;

    /// <summary>How long a request waits until the log has the command; then the timer tells it. Default 5 s.</summary>
    public TimeSpan TellWithin { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Commands that one run of the timer looks at, 1 to 100,000. Default 1,000.</summary>
    public int LooksPerRun { get; init; } = 1000;

    /// <summary>How long one run of the timer may take. Default 30 s.</summary>
    public TimeSpan RunTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Open commands of one device from which on one of this priority is refused.</summary>
    /// <param name="priority">One of <see cref="CommandPriorities"/>.</param>
    public int MostOpenFor(string priority) => priority == CommandPriorities.Critical ? 2 * MostOpen : MostOpen;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="InvalidOperationException">A setting is out of its range; the message names it.</exception>
    public void Check()
    {
        Require(MostOpen is >= 1 and <= 10_000, "Commands__MostOpen", "from 1 to 10000");
        Require(LooksPerRun is >= 1 and <= 100_000, "Commands__LooksPerRun", "from 1 to 100000");
        Require(TellWithin > TimeSpan.Zero && TellWithin <= TimeSpan.FromMinutes(1), "Commands__TellWithin", "above zero, at most 00:01:00");
        Require(RunTimeout > TimeSpan.Zero && RunTimeout <= TimeSpan.FromMinutes(10), "Commands__RunTimeout", "above zero, at most 00:10:00");
    }

    private static void Require(bool holds, string setting, string expected)
    {
        if (!holds) throw new InvalidOperationException($"The setting {setting} must be {expected}.");
    }
}
