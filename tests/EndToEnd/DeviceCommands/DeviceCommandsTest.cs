using System.Diagnostics;
using System.Text.Json;
using ServerlessIot.EndToEnd.Tests.Running;

namespace ServerlessIot.EndToEnd.Tests.DeviceCommands;

/// <summary>From the API through the log and the bridge to a device, and back into the document.</summary>
public sealed class DeviceCommandsTest
{
    [Fact]
    public async Task A_command_reaches_its_device_and_its_reply_ends_it_whatever_dies_in_between()
    {
        await using var edition = await EditionProcess.UpAsync("--no-fleet");
        using var api = new EditionApi(edition);
        var succeeded = await SendAsync(api, "pump", """{"command":"set","payload":{"speed":3}}""");
        var failed = await SendAsync(api, "pump", """{"command":"fail"}""");
        await using (var device = await AnsweringDevice.ConnectAsync(edition.Parts["bridge"].Port, "pump", Answer))
        {
            // They waited for the device; the next does not.
            await StateAsync(api, "pump", succeeded, "succeeded");
            await StateAsync(api, "pump", failed, "failed");
            await StateAsync(api, "pump", await SendAsync(api, "pump", """{"command":"set","payload":{"speed":4}}"""), "succeeded");
            Assert.Equal(3, device.Got.Distinct().Count());
        }

        var reply = (await api.GetAsync($"devices/demo/pump/commands/{succeeded}"))!.Value.GetProperty("reply");
        Assert.Equal("""{"speed":3}""", reply.GetProperty("result").GetRawText());
        Assert.Equal("cannot", (await api.GetAsync($"devices/demo/pump/commands/{failed}"))!.Value.GetProperty("reply").GetProperty("message").GetString());

        // A device that is away, one that says nothing, one of the same name elsewhere.
        var expired = await SendAsync(api, "away", """{"command":"set","expiresInSeconds":1}""");
        var elsewhere = await SendAsync(api, "pump", """{"command":"set"}""", "other");
        await using var silent = await AnsweringDevice.ConnectAsync(edition.Parts["bridge"].Port, "silent", _ => null);
        var timedOut = await SendAsync(api, "silent", """{"command":"set","timeoutSeconds":1}""");
        await StateAsync(api, "away", expired, "expired");
        await StateAsync(api, "silent", timedOut, "timedOut");

        // The bridge is killed with commands in it and comes back; the device comes to the new one.
        var waiting = await SendAsync(api, "pump", """{"command":"set","payload":{"speed":5},"priority":"critical"}""");
        var bridge = edition.Parts["bridge"].Pid!.Value;
        using (var kill = Process.Start("kill", ["-KILL", $"{bridge}"])) await kill.WaitForExitAsync();
        await Until.TrueAsync(() => edition.Parts.TryGetValue("bridge", out var part) && part.Pid is { } pid && pid != bridge && Listens(part.Port), () => edition.Output);
        await using var back = await AnsweringDevice.ConnectAsync(edition.Parts["bridge"].Port, "pump", Answer);
        await StateAsync(api, "pump", waiting, "succeeded");
        Assert.Equal([waiting], back.Got.Distinct());
        await StateAsync(api, "pump", elsewhere, "queued", "other");
    }

    private static string Answer(JsonElement command) => command.GetProperty("command").GetString() == "fail"
        ? """{"status":"failed","message":"cannot"}"""
        : $$"""{"status":"succeeded","result":{{command.GetProperty("payload").GetRawText()}}}""";

    private static async Task<string> SendAsync(EditionApi api, string device, string body, string tenant = "demo") =>
        (await api.PostAsync($"devices/{tenant}/{device}/commands", body)).GetProperty("command").GetProperty("id").GetString()!;

    private static Task StateAsync(EditionApi api, string device, string id, string state, string tenant = "demo") => Until.TrueAsync(
        async () => await api.GetAsync($"devices/{tenant}/{device}/commands/{id}") is { } command && command.GetProperty("state").GetString() == state, () => $"not {state}: {api.Last}");

    private static bool Listens(int port)
    {
        try
        {
            using var client = new System.Net.Sockets.TcpClient("127.0.0.1", port);
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }
}
