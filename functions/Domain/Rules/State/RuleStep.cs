using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Rules.State;

/// <summary>What is the same for rules of all kinds: how long the condition has to hold, and when it is over.</summary>
internal static class RuleStep
{
    /// <summary>An event that says something that the rule is about.</summary>
    public static void OnEvent(Rule rule, DeviceEvent e, DeviceRules device, List<RuleTurn> turns)
    {
        var finding = default(Finding);
        var at = device.Find(rule.Index);
        // Whether a device is one of those that the rule means, only its data tell.
        if (at < 0 && EventProfiles.IsPresence(e)) return;
        if (at < 0 && rule.IsStateless)
        {
            // The common case: nothing is remembered, and nothing is wrong.
            if (rule.OnEvent(e, [], ref finding) != Verdict.Breach) return;
            at = device.Add(rule.Index, SlotHead.Words(rule.Head));
            device.Words[at] = SlotHead.Of(open: true, e.Time, rule.ByOf(finding));
            turns.Add(new RuleTurn(rule, false, finding, e.Time));
            return;
        }

        if (at < 0) at = device.Add(rule.Index, SlotHead.Words(rule.Head) + rule.Words);
        var head = SlotHead.Words(rule.Head);
        var verdict = rule.OnEvent(e, device.Words.Slice(at + head, rule.Words), SlotHead.By(device.Words[at]), ref finding);
        if (verdict == Verdict.None) return;
        if (head == 1) AtOnce(rule, rule.IsByArrival ? e.Arrived : e.Time, verdict, finding, ref device.Words[at], turns);
        else Lasting(rule, e.Time, verdict, finding, ref device.Words[at], ref device.Words[at + 1], turns);
    }

    /// <summary>An event of the device that the rule would judge, had it the tags: what held with them holds no more. A silence goes on.</summary>
    public static void OnOtherTags(Rule rule, DeviceEvent e, DeviceRules device, List<RuleTurn> turns)
    {
        var at = device.Find(rule.Index);
        if (at < 0 || rule.IsByArrival || !rule.Accepts(e)) return;
        var (head, held) = (SlotHead.Words(rule.Head), SlotHead.IsOpen(device.Words[at]));
        if (held && head == 1) AtOnce(rule, e.Time, Verdict.Calm, default, ref device.Words[at], turns);
        else if (held) Lasting(rule, e.Time, Verdict.Calm, default, ref device.Words[at], ref device.Words[at + 1], turns);
        rule.OnOtherTags(e.Time, held && !SlotHead.IsOpen(device.Words[at]), device.Words.Slice(at + head, rule.Words));
    }

    /// <summary>A tick.</summary>
    public static void OnTick(Rule rule, long time, DeviceRules device, Shadows shadows, List<RuleTurn> turns)
    {
        var at = device.Find(rule.Index);
        if (at < 0 || SlotHead.IsOpen(device.Words[at])) return;
        var finding = default(Finding);
        if (rule.OnTick(time, device.Words.Slice(at + SlotHead.Words(rule.Head), rule.Words), ref finding, out var silence) != Verdict.Breach) return;
        // When it began follows from the silence, whatever tick noticed it.
        var began = silence + (long)Math.Round(finding.Limit * 1_000);
        shadows.Keep(device);
        device.Words[at] = SlotHead.Of(open: true, began);
        turns.Add(new RuleTurn(rule, false, finding, began, silence));
    }

    private static void AtOnce(Rule rule, long time, Verdict verdict, in Finding finding, ref ulong word, List<RuleTurn> turns)
    {
        var (open, latest) = (SlotHead.IsOpen(word), SlotHead.Time(word));
        if (verdict == Verdict.Breach)
        {
            // A silence that was noticed is told once, whoever notices it again.
            if (open && rule.IsByArrival) return;
            // What comes late was over before it came.
            word = SlotHead.Of(open || time >= latest, Math.Max(latest, time), time >= latest ? rule.ByOf(finding) : SlotHead.By(word));
            turns.Add(new RuleTurn(rule, false, finding, time) { Ended = open || time >= latest ? null : latest });
        }
        else if (open && (time >= latest || rule.IsByArrival))
        {
            // An event from before the latest breach does not end it.
            word = SlotHead.Of(open: false, Math.Max(time, latest));
            turns.Add(new RuleTurn(rule, true, default, Math.Max(time, latest)));
        }
    }

    /// <summary>The condition has to hold with every event for a while; events older than the latest one say nothing of that.</summary>
    private static void Lasting(Rule rule, long time, Verdict verdict, in Finding finding, ref ulong word, ref ulong latest, List<RuleTurn> turns)
    {
        if (time < (long)latest) return;
        latest = (ulong)time;
        var open = SlotHead.IsOpen(word);
        if (verdict == Verdict.Calm)
        {
            word = SlotHead.Of(open: false, 0);
            if (open) turns.Add(new RuleTurn(rule, true, default, time));
            return;
        }

        var since = SlotHead.Time(word) is var begun and > 0 ? begun : time;
        open |= time - since >= (long)rule.Head.For.TotalMilliseconds;
        word = SlotHead.Of(open, since, rule.ByOf(finding));
        if (open) turns.Add(new RuleTurn(rule, false, finding, time));
    }
}
