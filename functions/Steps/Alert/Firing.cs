using ServerlessIot.Domain.Alerts;

namespace ServerlessIot.Steps.Alert;

/// <summary>One opened alert within its cooldown.</summary>
/// <param name="id">Number within the partition, from 1.</param>
/// <param name="alert">The alert as it was opened.</param>
internal sealed class Firing(long id, AlertRecord alert)
{
    public long Id => id;

    public AlertRecord Alert => alert;

    /// <summary>Arrival of the latest breach, Unix milliseconds.</summary>
    public long Touched { get; set; }

    /// <summary>Breaches swallowed.</summary>
    public long Suppressed { get; set; }

    /// <summary>Whether <see cref="Suppressed"/> changed since it was last told.</summary>
    public bool Changed { get; set; }

    /// <summary>Whether it was pushed out of its slot and waits only to be told once more.</summary>
    public bool Leaving { get; set; }
}
