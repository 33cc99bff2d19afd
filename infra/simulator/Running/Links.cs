using ServerlessIot.Simulator.Sending;
using ServerlessIot.Simulator.Sending.Client;
using ServerlessIot.Simulator.Sending.Lean;

namespace ServerlessIot.Simulator.Running;

/// <summary>All links of a run.</summary>
/// <param name="Clients">Devices on MQTTnet's client.</param>
/// <param name="Lean">Devices on the lean sender.</param>
/// <param name="All">Every link, in the order of the devices.</param>
internal sealed record Links(IReadOnlyList<ClientLink> Clients, LeanSender Lean, IReadOnlyList<ILink> All) : IDisposable
{
    public int Connections => Clients.Count + Lean.Count;

    public int Online => Clients.Count(client => client.IsOnline) + Lean.Online;

    public void StopPublishing()
    {
        Lean.StopPublishing();
        foreach (var client in Clients)
            client.StopPublishing();
    }

    public void Dispose()
    {
        Lean.Dispose();
        foreach (var client in Clients)
            client.Dispose();
    }
}
