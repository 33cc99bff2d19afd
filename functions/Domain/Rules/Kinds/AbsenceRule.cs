using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Rules.Kinds;

/// <summary>
/// No data of a device for a while: arrival against ticks, so that a backlog decides as live traffic did. Fires once for each silence, and is over with the next event. Devices
/// that were never heard of are not missed. Kind <c>offline</c> also takes the bridge's word that a device left, and the next connection for life.
/// </summary>
/// <param name="head">What rules of all kinds have.</param>
/// <param name="measure">Measure that has to come; null for any event.</param>
/// <param name="after">Longest silence that is well.</param>
/// <param name="presence">Whether connections count: kind <c>offline</c>.</param>
public sealed class AbsenceRule(RuleHead head, string? measure, TimeSpan after, bool presence) : Rule(head)
{
    /// <inheritdoc/>
    public override string Kind => presence ? "offline" : "absence";

    // Arrival of the latest event.
    internal override int Words => 1;

    internal override bool NeedsTicks => true;

    internal override bool NeedsPresence => presence;

    internal override bool IsByArrival => true;

    internal override string About => measure ?? "";

    internal override string DefaultMessage => presence ? "{device} is offline" : "no data of {device} for {limit} s";

    internal override bool Reads(DeviceEvent e) => measure is null || Measures.TryFind(e, measure, out _);

    internal override Verdict OnEvent(DeviceEvent e, Span<ulong> words, ref Finding finding)
    {
        var isPresence = EventProfiles.IsPresence(e);
        var late = e.Arrived < (long)words[0];
        words[0] = Math.Max(words[0], (ulong)e.Arrived);
        // What arrived before the latest event says nothing of whether the device is there.
        if (late) return Verdict.None;
        if (!isPresence || e.Status != "offline") return Verdict.Calm;
        finding = new Finding(Kind, 0, after.TotalSeconds);
        return Verdict.Breach;
    }

    internal override Verdict OnTick(long time, ReadOnlySpan<ulong> words, ref Finding finding, out long silence)
    {
        silence = (long)words[0];
        if (silence == 0 || time - silence <= (long)after.TotalMilliseconds) return Verdict.None;
        finding = new Finding(measure ?? Kind, (time - silence) / 1_000.0, after.TotalSeconds);
        return Verdict.Breach;
    }
}
