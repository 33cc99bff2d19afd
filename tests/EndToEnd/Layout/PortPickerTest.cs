using System.Net;
using System.Net.Sockets;
using ServerlessIot.Edition;
using ServerlessIot.Edition.Layout;

namespace ServerlessIot.EndToEnd.Tests.Layout;

public sealed class PortPickerTest
{
    [Fact]
    public void Chosen_ports_differ_and_stay_below_those_of_outgoing_connections()
    {
        var picker = new PortPicker(new Random(1), preferUsual: false);

        var ports = Enumerable.Range(0, 20).Select(_ => picker.Pick(null, 1883)).ToList();

        Assert.Equal(20, ports.Distinct().Count());
        Assert.All(ports, port => Assert.InRange(port, 20_000, 32_000));
    }

    [Fact]
    public void A_usual_port_that_is_taken_is_replaced_and_one_asked_for_is_refused()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var taken = ((IPEndPoint)listener.LocalEndpoint).Port;
        var picker = new PortPicker(new Random(1), preferUsual: true);

        Assert.NotEqual(taken, picker.Pick(null, taken));
        Assert.Contains("in use", Assert.Throws<EditionException>(() => picker.Pick(taken, 1883)).Message, StringComparison.Ordinal);
    }
}
