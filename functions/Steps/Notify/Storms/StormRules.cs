using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Alerts.Policy;

namespace ServerlessIot.Steps.Notify.Storms;

/// <summary>From when to when alerts are one storm. Pure. Time is that of the asking: what floods people is what comes now, whenever it happened.</summary>
internal static class StormRules
{
    /// <summary>Milliseconds within which a storm's latest alert is not noted again.</summary>
    public const long NoteEvery = 1_000;

    /// <summary>What one more alert does: the document with it, and the storm that it is part of; null when it is told by itself.</summary>
    /// <param name="stored">The document as it is, of no storm that has passed.</param>
    /// <param name="alert">The alert.</param>
    /// <param name="key">Which telling of it.</param>
    /// <param name="limit">The policy.</param>
    /// <param name="now">Unix milliseconds.</param>
    public static (StormDocument Next, string? Parent) Add(StormDocument stored, AlertRecord alert, string key, StormLimit limit, long now)
    {
        if (stored.Members.Any(member => member.Key == key)) return (stored, null);
        if (stored.Parent is not null) return (now - stored.Touched < NoteEvery ? stored : Touch(stored, now), stored.Parent);
        var window = (long)limit.Window.TotalMilliseconds;
        var device = AlertIds.For(alert.Tenant, alert.Device, "", "");
        var others = stored.Members.Where(member => member.At + window > now && member.Device != device).ToList();
        if (others.Count < limit.Devices) return (stored with { Members = [.. others, new StormMember(key, device, now)] }, null);
        var parent = StormKey.Of(alert).ParentAt(now);
        return (Touch(stored with { Parent = parent, Began = now, Window = window }, now), parent);
    }

    /// <summary>The document of a storm that has passed, with its alert still to be cleared.</summary>
    public static StormDocument End(StormDocument storm, long now) =>
        storm with { Over = storm.Parent, Parent = null, Members = [], Due = StormDocument.DueAt(now) };

    /// <summary>The document of a storm that is over and whose alert is open, as long as one of those is that it stands for.</summary>
    public static StormDocument Linger(StormDocument storm, long now) =>
        storm with { Parent = null, Members = [], Due = StormDocument.DueAt(now + storm.Window) };

    /// <summary>The document when that is done.</summary>
    public static StormDocument Finish(StormDocument storm) => storm with { Over = null, Due = storm.Parent is null ? null : storm.Due };

    private static StormDocument Touch(StormDocument storm, long now) => storm with { Touched = now, Due = StormDocument.DueAt(now + storm.Window) };
}
