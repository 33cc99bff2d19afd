namespace ServerlessIot.Steps.Notify.Storms;

/// <summary>What one instance knows of a storm. One caller at a time holds <see cref="Gate"/>.</summary>
internal sealed class StormSeen
{
    /// <summary>Held by the one who asks.</summary>
    public SemaphoreSlim Gate { get; } = new(1, 1);

    /// <summary>The document as it was last seen.</summary>
    public StormDocument Document { get; set; } = new();

    /// <summary>Until when a storm counts as on without a look, Unix milliseconds.</summary>
    public long Until { get; set; }

    /// <summary>Where its alert is known to be told; null while none is known to be open.</summary>
    public StormTold? Told { get; set; }
}
