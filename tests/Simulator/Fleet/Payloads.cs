using System.Text;
using System.Text.Json;
using ServerlessIot.Simulator.Books;
using ServerlessIot.Simulator.Fleet;
using ServerlessIot.Simulator.Options;
using ServerlessIot.Simulator.Payload;
using ServerlessIot.Simulator.Sending;

namespace ServerlessIot.Simulator.Tests.Fleet;

/// <summary>Composes messages of a fleet without sending them.</summary>
internal static class Payloads
{
    public const long Start = 1_795_000_000_000;

    public static IReadOnlyList<Device> Build(string mix, int devices, int seed = 1, double duplicates = 0, double invalid = 0)
    {
        var options = new SimulatorOptions { Mix = FleetMix.Parse(mix), Devices = devices, Duplicates = duplicates, Invalid = invalid };
        return new FleetBuilder(options, seed, new Progress()).BuildFleet();
    }

    public static List<string> Texts(Device device, int count, long millisecondsApart = 1000)
    {
        var payload = new PayloadBuffer();
        var texts = new List<string>();
        for (var i = 0; i < count; i++)
        {
            Assert.True(device.TryCompose(payload, Start + i * millisecondsApart, out _, out _));
            texts.Add(Encoding.UTF8.GetString(payload.Written));
        }
        return texts;
    }

    public static List<JsonElement> Read(Device device, int count, long millisecondsApart = 1000)
    {
        return Texts(device, count, millisecondsApart).ConvertAll(text => JsonDocument.Parse(text).RootElement);
    }

    public static string[] Names(JsonElement element) => [.. element.EnumerateObject().Select(property => property.Name)];
}
