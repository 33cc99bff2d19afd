namespace ServerlessIot.Edition.Books;

/// <summary>The books of a run, read back from the stores.</summary>
public sealed record BooksResult
{
    /// <summary>Messages that devices sent (the simulator's ledger).</summary>
    public required long Published { get; init; }

    /// <summary>Messages that the bridge acknowledged to them (the ledger).</summary>
    public required long Acknowledged { get; init; }

    /// <summary>Payloads in telemetry.raw; above <see cref="Acknowledged"/> when a device sent one again.</summary>
    public required long Raw { get; init; }

    /// <summary>Events in telemetry.valid.</summary>
    public required long Valid { get; init; }

    /// <summary>Records in telemetry.quarantine.</summary>
    public required long Quarantined { get; init; }

    /// <summary>Payloads that Validate took for repetitions.</summary>
    public required long Duplicates { get; init; }

    /// <summary>Rows of the archive.</summary>
    public required long Stored { get; init; }

    /// <summary>Events in the window documents.</summary>
    public required long Aggregated { get; init; }

    /// <summary>Acknowledged messages that are neither stored nor quarantined, and stored ones that are in no window.</summary>
    public required long Lost { get; init; }

    /// <summary>Rows beyond the first of the same message, and events that are in windows more often than stored.</summary>
    public required long Doubled { get; init; }

    /// <summary>Events in telemetry.valid whose sequence number is below an earlier one of the same device.</summary>
    public required long Reordered { get; init; }

    /// <summary>The first messages behind <see cref="Lost"/>, <see cref="Doubled"/> and <see cref="Reordered"/>, for people.</summary>
    public required IReadOnlyList<string> Examples { get; init; }

    /// <summary>Nothing lost, nothing doubled, nothing out of order, and something there at all.</summary>
    public bool Balanced => Lost == 0 && Doubled == 0 && Reordered == 0 && Acknowledged > 0;
}
