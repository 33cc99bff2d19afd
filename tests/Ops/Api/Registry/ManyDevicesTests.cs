using System.Globalization;
using System.Text;
using ServerlessIot.Domain.Log;
using ServerlessIot.Ops.Api.Registry;
using ServerlessIot.Ops.Tests.Doubles;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Registry;

namespace ServerlessIot.Ops.Tests.Api.Registry;

/// <summary>As many devices as one request may have, in a real document store.</summary>
public sealed class ManyDevicesTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    private const int Most = BulkRegistration.MostRows;

    [Fact]
    public async Task Ten_thousand_devices_are_registered_with_one_request_and_found_again()
    {
        var csv = new StringBuilder("tenant,device,type,protocol,firmware,tag:site\r\n");
        for (var i = 0; i < Most; i++) csv.Append(CultureInfo.InvariantCulture, $"fleet,{Name(i)},{(i % 4 == 0 ? "pump" : "meter")},mqtt,1.{i % 20},site-{i % 10}\r\n");
        var first = await PostAsync(csv.ToString());
        Assert.Equal((200, Most, 0), (first.Status, Count(first, "created"), Count(first, "failed")));
        Assert.Equal(Most, first.Json.GetProperty("rows").GetArrayLength());
        for (var i = 0; i < 100; i++) await fixture.Documents.TryWriteAsync(Containers.Twins, $"fleet/{Name(i * 100)}", "twin", Samples.Twin("fleet", Name(i * 100)) with { Online = i % 2 == 0 }, null, default);
        Assert.Equal(Most, Count(await PostAsync(csv.ToString()), "unchanged"));
        var counts = (await fixture.CallAsync<GetRegistryCounts>(route: ["fleet"])).Json;
        Assert.Equal(
            (Most, 50, 50, Most - 100, 2500),
            (counts.GetProperty("devices").GetInt32(), counts.GetProperty("online").GetInt32(), counts.GetProperty("offline").GetInt32(), counts.GetProperty("neverSeen").GetInt32(), counts.GetProperty("types").GetProperty("pump").GetProperty("devices").GetInt32()));
        Assert.False(counts.TryGetProperty("next", out _));
        Assert.Equal(50, (await fixture.CallAsync<ListRegistrations>("?tenant=fleet&online=true&limit=1000")).Items(item => item.GetProperty("device").GetString()).Length);
        // Of pages with a filter nothing is missing and nothing comes twice.
        var found = new List<string>();
        string? after = "";
        while (after is not null)
        {
            var page = await fixture.CallAsync<ListRegistrations>($"?tenant=fleet&type=pump&tag=site:site-4&firmwareBelow=1.10&limit=7{after}");
            found.AddRange(page.Items(item => item.GetProperty("device").GetString()));
            after = page.Next is { } next ? "&after=" + next : null;
        }

        Assert.Equal(Enumerable.Range(0, Most).Where(i => i % 4 == 0 && i % 10 == 4 && i % 20 < 10).Select(Name), found);
    }

    [Fact]
    public async Task What_was_written_stays_when_the_caller_leaves_and_the_rest_follows_when_it_comes_again()
    {
        using var leaving = new CancellationTokenSource();
        var rows = Rows("left", 2000);
        var store = FragileDocuments.Over(fixture.Documents, writes =>
        {
            if (writes == 500) leaving.Cancel();
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Bulk(store).RunAsync(rows, null, leaving.Token));
        var again = await Bulk(fixture.Documents).RunAsync(rows, null, default);
        var written = again.Count(result => result.Outcome == RegistryOutcome.Unchanged);
        Assert.InRange(written, 400, 600);
        Assert.Equal(rows.Count - written, again.Count(result => result.Outcome == RegistryOutcome.Created));
        Assert.All(await Bulk(fixture.Documents).RunAsync(rows, null, default), result => Assert.Equal(RegistryOutcome.Unchanged, result.Outcome));
    }

    [Fact]
    public async Task A_store_that_stops_answering_fails_the_rest_and_says_so()
    {
        var rows = Rows("stopped", 500);
        var store = FragileDocuments.Over(fixture.Documents, writes =>
        {
            if (writes > 100) throw new StoreUnavailableException("down");
        });
        var results = await Bulk(store).RunAsync(rows, null, default);
        Assert.Equal(100, results.Count(result => result.Outcome == RegistryOutcome.Created));
        Assert.All(results.Where(result => result.Outcome is null), result => Assert.Contains("Send it again", result.Reason, StringComparison.Ordinal));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Bulk(FragileDocuments.Over(fixture.Documents, _ => throw new StoreUnavailableException("down"))).RunAsync(rows, null, default));
        var again = await Bulk(fixture.Documents).RunAsync(rows, null, default);
        Assert.Equal((100, 400), (again.Count(result => result.Outcome == RegistryOutcome.Unchanged), again.Count(result => result.Outcome == RegistryOutcome.Created)));
    }

    private static string Name(int i) => $"device-{i:D5}";

    private static List<BulkRow> Rows(string tenant, int count) =>
        [.. Enumerable.Range(0, count).Select(i => new BulkRow(i + 1, new RegistrationDraft(new() { Tenant = tenant, Device = Name(i), Type = "meter" }, null), null))];

    private static int Count(Answer answer, string name) => answer.Json.GetProperty(name).GetInt32();

    private BulkRegistration Bulk(IDocumentStore store) => new(new DeviceRegistry(store, new RegistrationTeller(fixture.Log, new TopicNames()), new OutOfServiceBook(fixture.Blobs, fixture.Clock), fixture.Clock), fixture.Clock);

    private Task<Answer> PostAsync(string csv) => fixture.CallAsync<RegisterDevices>("", csv, request => request.ContentType = "text/csv");
}
