using ServerlessIot.Domain.Events;

namespace ServerlessIot.Steps.Replay.Rows;

/// <summary>How far a job of the kind archive is in one partition, with its plan done.</summary>
public sealed record ArchivePosition
{
    /// <summary>The partition.</summary>
    public required int Partition { get; init; }

    /// <summary>Whether nothing is left of it.</summary>
    public bool Done { get; init; }

    /// <summary>First time of the stretch that is under way, Unix milliseconds.</summary>
    public long From { get; init; }

    /// <summary>First time behind it.</summary>
    public long To { get; init; }

    /// <summary>Origin of the last row told of the stretch; null before its first.</summary>
    public Origin? After { get; init; }

    /// <summary>Origin of the last row told at all; null before the first.</summary>
    public Origin? Last { get; init; }

    /// <summary>The last tick, Unix milliseconds; null before the first row.</summary>
    public long? Clock { get; init; }

    /// <summary>Latest arrival of a row told, Unix milliseconds.</summary>
    public long Latest { get; init; }

    /// <summary>Last number given: rows, ticks and gone ones.</summary>
    public long Number { get; init; }

    /// <summary>Rows told.</summary>
    public long Rows { get; init; }

    /// <summary>Ticks told.</summary>
    public long Ticks { get; init; }

    /// <summary>Rows that were deleted or erased between the decision and its repetition: their numbers stay, without an event.</summary>
    public long Gone { get; init; }
}

/// <summary>What a job decided to publish next in one partition.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="First">Number of the first entry.</param>
/// <param name="From">First time of the stretch, Unix milliseconds.</param>
/// <param name="To">First time behind it.</param>
/// <param name="Entries">Rows and ticks in their order.</param>
public sealed record ReplayPlan(int Partition, long First, long From, long To, IReadOnlyList<ReplayEntry> Entries);

/// <summary>A row or a tick.</summary>
/// <param name="Origin">Origin of the row; of a tick one of its own, behind that of the row before.</param>
/// <param name="Tick">Time of the tick, Unix milliseconds; null = a row.</param>
public sealed record ReplayEntry(Origin Origin, long? Tick = null);
