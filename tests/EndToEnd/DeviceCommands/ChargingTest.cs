using System.Diagnostics;
using System.Text.Json;
using ServerlessIot.EndToEnd.Tests.Running;
using ServerlessIot.Edition.Layout;

namespace ServerlessIot.EndToEnd.Tests.DeviceCommands;

/// <summary>The example service of charging sessions behind the API, killed between its requests.</summary>
public sealed class ChargingTest
{
    [Fact]
    public async Task A_completion_that_is_sent_twice_to_a_service_that_is_killed_bills_once()
    {
        await using var edition = await EditionProcess.UpAsync("--no-fleet");
        using var api = new EditionApi(edition);
        var journal = Path.Combine(edition.Folder.Path, "charging.jsonl");
        var service = await StartAsync(edition, journal);
        try
        {
            var session = (await AskAsync(api, "charge_request", """{"driver_id":"ann","cp_id":"cp-1"}""")).GetProperty("result").GetProperty("session_id").GetString();
            Assert.Equal("cp-1 is taken", (await AskAsync(api, "charge_request", """{"driver_id":"bob","cp_id":"cp-1"}""", "failed")).GetProperty("message").GetString());
            Assert.Equal("unknown type 'dance'", (await AskAsync(api, "dance", "{}", "failed")).GetProperty("message").GetString());
            var completion = $$"""{"session_id":"{{session}}","energy_kwh":12.5}""";
            var first = await SendAsync(api, "charging_completed", completion);
            service.Kill();
            await service.WaitForExitAsync();
            var second = await SendAsync(api, "charging_completed", completion);
            service.Dispose();
            service = await StartAsync(edition, journal);
            foreach (var id in new[] { first, second })
                Assert.Equal(12.5, (await EndedAsync(api, id, "succeeded")).GetProperty("result").GetProperty("billed_kwh").GetDouble());
        }
        finally
        {
            if (!service.HasExited) service.Kill();
            await service.WaitForExitAsync();
            service.Dispose();
        }

        Assert.Single(await File.ReadAllLinesAsync(journal), line => line.Contains("\"bill\":{", StringComparison.Ordinal));
    }

    private static async Task<Process> StartAsync(EditionProcess edition, string journal)
    {
        var program = RepositoryLayout.Find(AppContext.BaseDirectory).Program("infra/simulator", "Simulator");
        var process = Process.Start(new ProcessStartInfo("dotnet", [program, "charging", "--port", $"{edition.Parts["bridge"].Port}", "--journal", journal]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.BeginErrorReadLine();
        Assert.Equal("ready", await process.StandardOutput.ReadLineAsync().WaitAsync(EditionProcess.Patience));
        return process;
    }

    private static async Task<JsonElement> AskAsync(EditionApi api, string type, string payload, string state = "succeeded") => await EndedAsync(api, await SendAsync(api, type, payload), state);

    private static async Task<string> SendAsync(EditionApi api, string type, string payload) =>
        (await api.PostAsync("devices/demo/charging/commands", $$"""{"command":"{{type}}","payload":{{payload}}}""")).GetProperty("command").GetProperty("id").GetString()!;

    private static async Task<JsonElement> EndedAsync(EditionApi api, string id, string state)
    {
        await Until.TrueAsync(async () => await api.GetAsync($"devices/demo/charging/commands/{id}") is { } command && command.GetProperty("state").GetString() == state, () => $"not {state}: {api.Last}");
        return (await api.GetAsync($"devices/demo/charging/commands/{id}"))!.Value.GetProperty("reply");
    }
}
