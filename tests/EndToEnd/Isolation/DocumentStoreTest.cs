using System.Text.Json;
using ServerlessIot.EndToEnd.Tests.Running;

namespace ServerlessIot.EndToEnd.Tests.Isolation;

/// <summary>A document store that does not answer stops only those who write documents; when it is back, every document is there.</summary>
public sealed class DocumentStoreTest
{
    private const int Devices = 200;

    [Fact]
    public async Task Only_Track_Windows_and_Notify_wait_for_the_document_store_and_their_effects_arrive_once_when_it_is_back()
    {
        await using var edition = await EditionProcess.UpAsync("--no-fleet");
        using var api = new EditionApi(edition);
        await Breaches.WithoutStormsAsync(api);
        var cosmos = edition.Parts["cosmos"].Pid!.Value;
        Signal.Stop(cosmos);
        try
        {
            await Breaches.PublishAsync(edition, "first", Devices);
            await Breaches.ThroughAsync(api, Devices);
            // Long enough for those who wait to have failed and come again.
            await Until.TrueAsync(async () => (await api.FunctionAsync("Track")).Failures > 0 && (await api.FunctionAsync("Notify")).Failures > 0, () => "Nobody missed the document store.");
            await Breaches.PublishAsync(edition, "second", Devices);
            await Breaches.ThroughAsync(api, 2 * Devices);
            Assert.NotEqual(0, (await api.FunctionAsync("Track")).Lag);
            Assert.NotEqual(0, (await api.FunctionAsync("Notify")).Lag);
        }
        finally
        {
            Signal.Continue(cosmos);
        }

        await Until.TrueAsync(async () => (await api.AllAsync("alerts")).Count == 2 * Devices && (await api.AllAsync("devices")).Count == 2 * Devices, () => api.Last);
        foreach (var twin in await api.AllAsync("devices")) Assert.Equal(1, twin.GetProperty("events").GetInt64());
        foreach (var alert in await api.AllAsync("alerts")) Assert.Equal(0, Suppressed(alert));
        foreach (var device in new[] { "first-000", "first-199", "second-000", "second-199" })
            await Until.TrueAsync(async () => await WindowsAsync(api, device) is [1], () => api.Last);
        await Until.TrueAsync(async () => await api.GetAsync("audit") is { } books && Caught(books), () => api.Last);
    }

    private static long Suppressed(JsonElement alert) => alert.GetProperty("alert").TryGetProperty("suppressed", out var suppressed) ? suppressed.GetInt64() : 0;

    private static async Task<List<long>> WindowsAsync(EditionApi api, string device) =>
        await api.GetAsync($"devices/demo/{device}/aggregates") is { } page ? [.. page.GetProperty("items").EnumerateArray().Select(window => window.GetProperty("events").GetInt64())] : [];

    private static bool Caught(JsonElement books) => books.GetProperty("state").GetString() == "ok"
        && books.GetProperty("partitions").EnumerateArray().All(partition => partition.GetProperty("readers").EnumerateObject().All(reader => reader.Value.GetProperty("lag").GetInt64() == 0));
}
