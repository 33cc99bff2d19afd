namespace ServerlessIot.Steps.Notify.Limits;

/// <summary>What one instance knows of the notifications of a tenant on a channel. One caller at a time holds <see cref="Gate"/>.</summary>
internal sealed class RateAccount
{
    /// <summary>Held by the one who asks.</summary>
    public SemaphoreSlim Gate { get; } = new(1, 1);

    /// <summary>Until when nothing is let through, Unix milliseconds.</summary>
    public long FullUntil { get; set; }

    /// <summary>Those that wait and are noted nowhere yet.</summary>
    public long Unnoted { get; set; }

    /// <summary>When they were last noted, Unix milliseconds.</summary>
    public long Noted { get; set; }
}
