using System.Text;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Domain.Log;
using ServerlessIot.Domain.Rules;
using ServerlessIot.Domain.Rules.Groups;
using ServerlessIot.Domain.Rules.State;
using ServerlessIot.Steps.Registry;
using ServerlessIot.Steps.Replay.Rows;

namespace ServerlessIot.Steps.Rules.Trials;

/// <summary>Tells rules that are tried what the registry says now of devices and groups: who belonged to a group in the past is not known.</summary>
internal sealed class TrialGroups(RuleSet set, DeviceRegistry registry, GroupBook groups)
{
    private readonly HashSet<string> told = [];
    private readonly ByteWriter nothing = new();
    private readonly List<RuleTurn> none = [];

    /// <summary>Tells them the groups.</summary>
    /// <exception cref="Ports.StoreUnavailableException">The store did not answer.</exception>
    public async Task BeginAsync(RuleStates states, CancellationToken cancellationToken)
    {
        if (set.NamesGroups) states.Switch(await groups.LatestAsync(cancellationToken) ?? GroupSet.None, nothing);
    }

    /// <summary>Tells them of an event's device, before its first event.</summary>
    /// <exception cref="Ports.StoreUnavailableException">The store did not answer.</exception>
    public async ValueTask TellAsync(RuleStates states, ReplayRow row, CancellationToken cancellationToken)
    {
        if (!set.NamesGroups || !told.Add(row.Device)) return;
        var (tenant, device) = DeviceKey.Read(Encoding.UTF8.GetBytes(row.Device));
        if (tenant is null || device is null || await registry.FindAsync(tenant, device, cancellationToken) is not { } found) return;
        states.Evaluate(new RegistrationRecord(Math.Max(1, found.Body.Revision), found.Body.Facts).ToEvent("registration", tenant, device, row.Arrived, default), none);
    }
}
