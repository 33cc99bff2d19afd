using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Rules.Zones;

namespace ServerlessIot.Domain.Rules.Kinds;

/// <summary>
/// Whether a device is where it may not be. <c>inside</c> and <c>outside</c> hold by one event alone; <c>enter</c> and <c>leave</c> need to have seen it on the other side first, and hold
/// until it goes back. For these, events older than the latest one say nothing.
/// </summary>
/// <param name="head">What rules of all kinds have.</param>
/// <param name="zone">The zone.</param>
/// <param name="when">What breaks the rule.</param>
/// <param name="place">The zone as text: another one is another side to have been seen on.</param>
public sealed class GeofenceRule(RuleHead head, Zone zone, ZoneCrossing when, string place) : Rule(head)
{
    private const ulong Held = 1;
    private const ulong OnOtherSide = 2;
    private const int TimeShift = 16;

    /// <inheritdoc/>
    public override string Kind => "geofence";

    internal override int Words => when is ZoneCrossing.Enter or ZoneCrossing.Leave ? 1 : 0;

    internal override string About => Words > 0 ? $"{when} {place}" : "";

    internal override string DefaultMessage => when switch
    {
        ZoneCrossing.Inside => "{device} is in the zone of {rule}",
        ZoneCrossing.Outside => "{device} is outside the zone of {rule}",
        ZoneCrossing.Enter => "{device} entered the zone of {rule}",
        _ => "{device} left the zone of {rule}",
    };

    internal override bool Reads(DeviceEvent e) => true;

    internal override bool Accepts(DeviceEvent e) => e.Position is not null;

    internal override Verdict OnEvent(DeviceEvent e, Span<ulong> words, ref Finding finding)
    {
        var place = e.Position!.Value;
        var broken = zone.Contains(place) == (when is ZoneCrossing.Inside or ZoneCrossing.Enter);
        if (words.Length > 0)
        {
            if (e.Time < (long)(words[0] >> TimeShift)) return Verdict.None;
            var holds = broken && (words[0] & (Held | OnOtherSide)) != 0;
            words[0] = ((ulong)e.Time << TimeShift) | (holds ? Held : 0) | (broken ? 0 : OnOtherSide);
            if (broken && !holds) return Verdict.None;
        }

        if (!broken) return Verdict.Calm;
        finding = new Finding("position", place.Latitude, place.Longitude);
        return Verdict.Breach;
    }

    internal override void OnOtherTags(long time, bool ended, Span<ulong> words)
    {
        if (words.Length > 0 && ended) words[0] &= ~Held;
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string>? Details(in Finding finding) =>
        new Dictionary<string, string> { ["latitude"] = Text(finding.Value), ["longitude"] = Text(finding.Limit) };
}

/// <summary>How a zone is broken.</summary>
public enum ZoneCrossing
{
    /// <summary>Being in it: a no-fly zone.</summary>
    Inside,

    /// <summary>Not being in it: a fence.</summary>
    Outside,

    /// <summary>Coming in.</summary>
    Enter,

    /// <summary>Going out.</summary>
    Leave,
}
