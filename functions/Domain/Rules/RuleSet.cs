using System.Collections.Concurrent;
using System.Security.Cryptography;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Alerts.Policy;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Rules.Files;
using ServerlessIot.Domain.Rules.Groups;
using ServerlessIot.Domain.Rules.State;

namespace ServerlessIot.Domain.Rules;

/// <summary>A set of rules, as a rule file says. Immutable; any number of threads may use it.</summary>
public sealed class RuleSet
{
    /// <summary>Most bytes of a rule file.</summary>
    public const int MostBytes = 256 * 1024;

    /// <summary>Most rules of a set.</summary>
    public const int MostRules = 1_000;

    /// <summary>Plans remembered.</summary>
    private const int MostPlans = 10_000;
    private static readonly Lazy<RuleSet> Shipped = new(() => RuleFile.Read(RuleFile.DefaultFile().Span));
    private readonly ConcurrentDictionary<string, RulePlan> byTenant = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RulePlan> byRules = new(StringComparer.Ordinal);
    private readonly Rule[] rules;
    private readonly bool needsDevice;

    internal RuleSet(int version, IReadOnlyList<Rule> rules, NotificationPolicy notifications, ReadOnlyMemory<byte> file)
    {
        Version = version;
        Notifications = notifications;
        File = file;
        Hash = Convert.ToHexStringLower(SHA256.HashData(file.Span));
        this.rules = [.. rules];
        for (var i = 0; i < this.rules.Length; i++) this.rules[i].Index = i;
        needsDevice = rules.Any(rule => rule.Head.Scope.NeedsDevice);
        NamesGroups = rules.Any(rule => rule.Head.Scope.Groups is not null);
        NeedsTicks = rules.Any(rule => rule.NeedsTicks);
    }

    /// <summary>The same rule of the same device raises no second alert within this time of a breach, where the rule says nothing else (SOURCES 3).</summary>
    public static TimeSpan DefaultCooldown { get; } = TimeSpan.FromMinutes(5);

    /// <summary>The rules that hold where nobody changed them: those of SOURCES 1 to 7.</summary>
    public static RuleSet Default => Shipped.Value;

    /// <summary>Version that the file names, from 1; 0 for the set that ships.</summary>
    public int Version { get; }

    /// <summary>Who is told of alerts.</summary>
    public NotificationPolicy Notifications { get; }

    /// <summary>The file.</summary>
    public ReadOnlyMemory<byte> File { get; }

    /// <summary>SHA-256 of the file, lower-case hex.</summary>
    public string Hash { get; }

    /// <summary>Version and hash.</summary>
    public RulesName Name => new(Version, Hash);

    /// <summary>The rules, in their order.</summary>
    public IReadOnlyList<Rule> Rules => rules;

    /// <summary>Whether some rule is for groups of registered devices.</summary>
    public bool NamesGroups { get; }

    /// <summary>Whether some rule looks at ticks.</summary>
    internal bool NeedsTicks { get; }

    /// <summary>Holds an event against the rules that look at it. Allocates nothing in the long run.</summary>
    /// <param name="e">The event.</param>
    /// <param name="device">What they remember of the device; changed. Where rules name groups, <see cref="RuleStates"/> has looked up which rules mean it.</param>
    /// <param name="turns">Where conditions that hold or ended are added.</param>
    public void Evaluate(DeviceEvent e, DeviceRules device, List<RuleTurn> turns)
    {
        ArgumentNullException.ThrowIfNull(e);
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(turns);
        device.Plan ??= PlanOf(e.Tenant, e.Device, device.Facts?.Facts, GroupSet.None);
        if (EventProfiles.IsPresence(e))
        {
            // What the bridge says has neither type nor attributes; the rules for it know which devices they mean.
            foreach (var rule in device.Plan.Presence) RuleStep.OnEvent(rule, e, device, turns);
            return;
        }

        foreach (var rule in device.Plan.For(e))
        {
            if (!rule.Head.Scope.MatchesTags(e)) RuleStep.OnOtherTags(rule, e, device, turns);
            else if (rule.Accepts(e)) RuleStep.OnEvent(rule, e, device, turns);
        }
    }

    /// <summary>Holds an event against the rules that one event alone can break, for those who remember nothing of devices.</summary>
    public void EvaluateStateless(DeviceEvent e, List<RuleHit> hits)
    {
        ArgumentNullException.ThrowIfNull(e);
        ArgumentNullException.ThrowIfNull(hits);
        if (EventProfiles.IsPresence(e) || EventProfiles.IsRegistration(e)) return;
        foreach (var rule in PlanOf(e.Tenant, e.Device, null, GroupSet.None).For(e))
        {
            if (!rule.IsStateless || !rule.Head.Scope.MatchesTags(e) || !rule.Accepts(e)) continue;
            var finding = default(Finding);
            if (rule.OnEvent(e, [], ref finding) == Verdict.Breach) hits.Add(rule.Hit(finding, e));
        }
    }

    /// <summary>The rules that look at a device.</summary>
    /// <param name="tenant">Its tenant.</param>
    /// <param name="device">Its id.</param>
    /// <param name="facts">What the registry says of it; null = nothing.</param>
    /// <param name="groups">The groups that there are.</param>
    internal RulePlan PlanOf(string tenant, string device, DeviceFacts? facts, GroupSet groups)
    {
        if (needsDevice || (NamesGroups && facts is not null)) return Shared(tenant, device, facts, groups);
        if (byTenant.TryGetValue(tenant, out var plan)) return plan;
        plan = Shared(tenant, device, null, groups);
        if (byTenant.Count < MostPlans) byTenant.TryAdd(tenant, plan);
        return plan;
    }

    private RulePlan Shared(string tenant, string device, DeviceFacts? facts, GroupSet groups)
    {
        var matching = Array.FindAll(rules, rule => rule.Head.Scope.MatchesDevice(tenant, device, facts, groups));
        var key = string.Join(',', matching.Select(rule => rule.Index));
        if (byRules.TryGetValue(key, out var plan)) return plan;
        plan = new RulePlan(matching);
        if (byRules.Count < MostPlans) byRules.TryAdd(key, plan);
        return plan;
    }
}
