using System.Globalization;

namespace ServerlessIot.Steps.Notify.Storms;

/// <summary>
/// Who fires a rule in a group: a document of the container <c>notices</c>, id = hash of group and rule, partition key = <c>{tenant}/storms</c>. A storm that is over
/// and whose alert is still open has one more, id = that of its alert.
/// </summary>
public sealed record StormDocument
{
    /// <summary>Alerts of the window that are told one by one, at most as many as the policy lets; none once the storm is over.</summary>
    public IReadOnlyList<StormMember> Members { get; init; } = [];

    /// <summary>Id of the storm's alert; null while there is no storm.</summary>
    public string? Parent { get; init; }

    /// <summary>When the storm began, Unix milliseconds.</summary>
    public long Began { get; init; }

    /// <summary>When its latest alert came, Unix milliseconds; noted at most once a second.</summary>
    public long Touched { get; init; }

    /// <summary>How long it lasts without a further alert, milliseconds: the window of the policy when it began.</summary>
    public long Window { get; init; }

    /// <summary>Alert of a storm that is over and whose alert is still to be cleared; null for none.</summary>
    public string? Over { get; init; }

    /// <summary>When the timer has to look at it, Unix milliseconds with 16 digits; null while there is no storm.</summary>
    public string? Due { get; init; }

    /// <summary>Whether a storm has had no alert for a window.</summary>
    public bool HasPassed(long now) => Parent is not null && Touched + Window <= now;

    /// <summary>A time as <see cref="Due"/> holds it.</summary>
    public static string DueAt(long time) => time.ToString("D16", CultureInfo.InvariantCulture);
}

/// <summary>An alert that is told by itself.</summary>
/// <param name="Key">Which telling of which alert: the same is answered the same.</param>
/// <param name="Device">Hash of the device, which is only compared.</param>
/// <param name="At">When it asked, Unix milliseconds.</param>
public sealed record StormMember(string Key, string Device, long At);
