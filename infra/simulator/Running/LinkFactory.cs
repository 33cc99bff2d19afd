using System.Net;
using Microsoft.Extensions.Logging;
using ServerlessIot.Simulator.Books;
using ServerlessIot.Simulator.Fleet;
using ServerlessIot.Simulator.Options;
using ServerlessIot.Simulator.Sending;
using ServerlessIot.Simulator.Sending.Client;
using ServerlessIot.Simulator.Sending.Lean;

namespace ServerlessIot.Simulator.Running;

/// <summary>Connects devices to links: MQTTnet's client or a lane of the lean sender.</summary>
internal sealed class LinkFactory(SimulatorOptions options, int seed, TimeProvider clock, Progress progress, ILogger logger)
{
    // A device on MQTTnet's client awaits each acknowledgement: good for some ten messages a second and device.
    private const double FastestPerClient = 10;
    private const int MostClients = 30;

    public async Task<Links> BuildAsync(IReadOnlyList<Device> devices, CancellationToken cancellationToken)
    {
        var address = new BrokerAddress(options.Host, options.Port, options.User, options.Password, options.Protocol);
        var byClient = devices.Where(device => TakesClient(device, devices.Count)).ToList();
        var clients = byClient.ConvertAll(device => new ClientLink(device, address, options.Window, clock, NextRandom(), progress, logger));

        var resolved = await ResolveAsync(cancellationToken);
        var lean = new LeanSender(new LeanContext(address, resolved, clock, NextRandom(), progress, logger));
        var leanLinks = AddLanes(lean, [.. devices.Except(byClient)]);
        return new Links(clients, lean, Ordered(devices, [.. clients, .. leanLinks]));
    }

    private bool TakesClient(Device device, int devices) => options.Client switch
    {
        ClientKind.Lean => false,
        ClientKind.Mqttnet => true,
        _ => options.Csv is null && options.Rate / devices <= FastestPerClient && (devices <= MostClients || device.Identity.Shape == DeviceShape.Sensor)
    };

    private List<LeanLink> AddLanes(LeanSender lean, IReadOnlyList<Device> devices)
    {
        var lanes = Math.Min(options.Connections ?? devices.Count, devices.Count);
        if (lanes == devices.Count)
            return [.. devices.SelectMany(device => lean.Add(device.Identity.Name, [device], options.Window))];
        // Devices that share a connection come through a gateway with a name of its own.
        return [.. Enumerable.Range(0, lanes).SelectMany(lane =>
            lean.Add($"gateway-{lane + 1:00000}", [.. devices.Where((_, i) => i % lanes == lane)], options.Window))];
    }

    private static List<ILink> Ordered(IReadOnlyList<Device> devices, IEnumerable<ILink> links)
    {
        var byDevice = links.ToDictionary(link => link.Device);
        return [.. devices.Select(device => byDevice[device])];
    }

    private async Task<IPAddress> ResolveAsync(CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(options.Host, cancellationToken);
        return addresses.OrderBy(found => found.AddressFamily).First();
    }

    private Random NextRandom() => new(_made++ * 7919 + seed);

    private int _made;
}
