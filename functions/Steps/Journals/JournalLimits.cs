namespace ServerlessIot.Steps.Journals;

/// <summary>When a journal is rolled.</summary>
public sealed record JournalLimits
{
    /// <summary>Blocks in one append blob, 1 to 49,000. Azure ends a blob at 50,000; the seal needs one.</summary>
    public int Blocks { get; init; } = 40_000;

    /// <summary>Bytes, above 0. A journal is rolled when it holds this much and no less than its snapshot, so that writing snapshots at most doubles what is written.</summary>
    public long Bytes { get; init; } = 8 << 20;
}
