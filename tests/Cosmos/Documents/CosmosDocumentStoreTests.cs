using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Commands;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Cosmos.Tests.Documents;

public sealed class CosmosDocumentStoreTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private readonly IDocumentStore store = fixture.Store;

    [Fact]
    public async Task A_document_comes_back_as_it_was_written()
    {
        var alert = Samples.Alert("t/round", "a1") with { By = "zoë" };
        var version = await store.TryWriteAsync(Containers.Alerts, "t/round", "a1", alert, version: null, default);
        var read = await store.ReadAsync<AlertDocument>(Containers.Alerts, "t/round", "a1", default);
        Assert.Equal(("a1", "t/round", version), (read!.Id, read.Partition, read.Version));
        Assert.Equivalent(alert, read.Body, strict: true);
    }

    [Fact]
    public async Task What_was_never_written_is_null() =>
        Assert.Null(await store.ReadAsync<AlertDocument>(Containers.Alerts, "t/none", "a1", default));

    [Fact]
    public async Task Writing_as_new_what_exists_is_null_and_changes_nothing()
    {
        await store.TryWriteAsync(Containers.Alerts, "t/new", "a1", Samples.Alert("t/new", "a1"), null, default);
        Assert.Null(await store.TryWriteAsync(Containers.Alerts, "t/new", "a1", Samples.Alert("t/new", "a1", AlertStates.Cleared), null, default));
        Assert.Equal(AlertStates.Open, (await store.ReadAsync<AlertDocument>(Containers.Alerts, "t/new", "a1", default))!.Body.State);
    }

    [Fact]
    public async Task Writing_with_an_old_version_is_null()
    {
        var first = await store.TryWriteAsync(Containers.Alerts, "t/old", "a1", Samples.Alert("t/old", "a1"), null, default);
        var second = await store.TryWriteAsync(Containers.Alerts, "t/old", "a1", Samples.Alert("t/old", "a1", AlertStates.Acknowledged), first, default);
        Assert.NotNull(second);
        Assert.Null(await store.TryWriteAsync(Containers.Alerts, "t/old", "a1", Samples.Alert("t/old", "a1", AlertStates.Cleared), first, default));
        Assert.Null(await store.TryWriteAsync(Containers.Alerts, "t/old", "never", Samples.Alert("t/old", "never"), first, default));
    }

    [Fact]
    public async Task Only_the_version_that_is_known_is_deleted()
    {
        var first = await store.TryWriteAsync(Containers.Alerts, "t/gone", "a1", Samples.Alert("t/gone", "a1"), null, default);
        var second = await store.TryWriteAsync(Containers.Alerts, "t/gone", "a1", Samples.Alert("t/gone", "a1", AlertStates.Cleared), first, default);
        Assert.False(await store.TryDeleteAsync(Containers.Alerts, "t/gone", "a1", first!, default));
        Assert.NotNull(await store.ReadAsync<AlertDocument>(Containers.Alerts, "t/gone", "a1", default));
        Assert.True(await store.TryDeleteAsync(Containers.Alerts, "t/gone", "a1", second!, default));
        Assert.Null(await store.ReadAsync<AlertDocument>(Containers.Alerts, "t/gone", "a1", default));
        Assert.False(await store.TryDeleteAsync(Containers.Alerts, "t/gone", "a1", second!, default));
        // Who knew it writes it anew.
        Assert.Null(await store.TryWriteAsync(Containers.Alerts, "t/gone", "a1", Samples.Alert("t/gone", "a1"), second, default));
        Assert.NotNull(await store.TryWriteAsync(Containers.Alerts, "t/gone", "a1", Samples.Alert("t/gone", "a1"), null, default));
    }

    [Fact]
    public async Task A_range_is_half_open_ordered_and_of_one_partition()
    {
        foreach (var id in new[] { "4", "2", "1", "3" }) await store.TryWriteAsync(Containers.Windows, "t/range", id, Samples.Alert("t/range", id), null, default);
        await store.TryWriteAsync(Containers.Windows, "t/other", "2", Samples.Alert("t/other", "2"), null, default);
        Assert.Equal(["2", "3"], await Ids(store.RangeAsync<AlertDocument>(Containers.Windows, "t/range", "2", "4", 10, default)));
        Assert.Equal(["1", "2"], await Ids(store.RangeAsync<AlertDocument>(Containers.Windows, "t/range", "1", "4", 2, default)));
        Assert.Empty(await Ids(store.RangeAsync<AlertDocument>(Containers.Windows, "t/range", "1", "4", 0, default)));
    }

    [Fact]
    public async Task A_query_pages_over_all_partitions_by_key()
    {
        foreach (var partition in new[] { "q/2", "q/1" })
        {
            foreach (var id in new[] { "b", "a", "c" })
                await store.TryWriteAsync(Containers.Twins, partition, id, Samples.Alert(partition, id, id == "c" ? AlertStates.Cleared : AlertStates.Open), null, default);
        }

        List<string> seen = [];
        for (string? after = null; ;)
        {
            var page = await All(store.QueryAsync<AlertDocument>(Containers.Twins, AlertStates.Open, null, after, 3, default));
            if (page.Count == 0) break;
            seen.AddRange(page.Select(document => $"{document.Partition}:{document.Id}"));
            after = page[^1].Key;
        }

        Assert.Equal(["q/1:a", "q/1:b", "q/2:a", "q/2:b"], seen);
        Assert.Equal(6, (await All(store.QueryAsync<AlertDocument>(Containers.Twins, null, null, null, 100, default))).Count);
    }

    [Fact]
    public async Task A_query_of_some_tenants_sees_theirs_only()
    {
        foreach (var partition in new[] { "n/1", "n-1/1", "n/2", "n1/1", "o/1" })
        {
            foreach (var state in new[] { AlertStates.Open, AlertStates.Cleared }) await store.TryWriteAsync(Containers.Windows, partition, state, Samples.Alert(partition, state, state), null, default);
        }

        Assert.Equal(["n/1", "n/2"], await PartitionsAsync(AlertStates.Open, ["n"], null));
        Assert.Equal(["n/2"], await PartitionsAsync(AlertStates.Open, ["n"], new DocumentKey("n/1", AlertStates.Open).ToString()));
        Assert.Equal(["n-1/1", "n-1/1", "o/1", "o/1"], await PartitionsAsync(null, ["o", "n-1"], null));
        Assert.Empty(await PartitionsAsync(null, [], null));
        Assert.Empty(await PartitionsAsync(null, ["N", "", "n/"], null));

        async Task<string[]> PartitionsAsync(string? state, string[] tenants, string? after) =>
            [.. (await All(store.QueryAsync<AlertDocument>(Containers.Windows, state, tenants, after, 10, default))).Select(document => document.Partition)];
    }

    [Fact]
    public async Task A_query_by_another_member_finds_what_is_pending()
    {
        await store.TryWriteAsync(Containers.Alerts, "t/by", "waiting", Samples.Alert("t/by", "waiting", delivery: DeliveryStates.Pending), null, default);
        await store.TryWriteAsync(Containers.Alerts, "t/by", "done", Samples.Alert("t/by", "done"), null, default);
        Assert.Equal(["waiting"], await Ids(store.QueryByAsync<AlertDocument>(Containers.Alerts, "delivery", DeliveryStates.Pending, null, null, null, 10, default)));
    }

    [Fact]
    public async Task A_query_by_a_member_keeps_to_a_state_to_tenants_and_to_what_comes_after()
    {
        foreach (var partition in new[] { "p/1", "p/2", "p-1/1" })
        {
            foreach (var (id, state, parent) in new[] { ("a", AlertStates.Open, "storm"), ("b", AlertStates.Cleared, "storm"), ("c", AlertStates.Open, "other"), ("d", AlertStates.Open, null) })
                await store.TryWriteAsync(Containers.Alerts, partition, id, Samples.Alert(partition, id, state) with { Parent = parent }, null, default);
        }

        Assert.Equal(["p-1/1:a", "p-1/1:b", "p/1:a", "p/1:b", "p/2:a", "p/2:b"], await KeysAsync(null, null, null));
        Assert.Equal(["p/1:a", "p/2:a"], await KeysAsync(AlertStates.Open, ["p"], null));
        Assert.Equal(["p/2:b"], await KeysAsync(AlertStates.Cleared, ["p"], new DocumentKey("p/1", "b").ToString()));
        Assert.Empty(await KeysAsync(null, [], null));

        async Task<string[]> KeysAsync(string? state, string[]? tenants, string? after) =>
            [.. (await All(store.QueryByAsync<AlertDocument>(Containers.Alerts, "parent", "storm", state, tenants, after, 10, default))).Select(document => $"{document.Partition}:{document.Id}")];
    }

    [Fact]
    public void A_page_token_that_is_none_and_a_member_that_is_no_name_are_refused()
    {
        Assert.Throws<ArgumentException>(() => store.QueryAsync<AlertDocument>(Containers.Alerts, null, null, "???", 1, default));
        Assert.Throws<ArgumentException>(() => store.QueryByAsync<AlertDocument>(Containers.Alerts, "a OR 1=1", "x", null, null, null, 1, default));
    }

    private static async Task<List<Document<AlertDocument>>> All(IAsyncEnumerable<Document<AlertDocument>> documents) => await documents.ToListAsync();

    private static async Task<string[]> Ids(IAsyncEnumerable<Document<AlertDocument>> documents) => [.. (await All(documents)).Select(document => document.Id)];

    [Fact]
    public async Task What_lies_between_two_values_is_found_in_one_partition_or_in_all()
    {
        // Of these only by its member: the rest of the container is other tests'.
        foreach (var (partition, id, due) in new[] { ("between/b", "1", "0000000000000005"), ("between/b", "2", null), ("between/b", "3", "0000000000000007"), ("between/a", "9", "0000000000000006"), ("between/b", "4", "0000000000000008") })
            Assert.NotNull(await store.TryWriteAsync(Containers.Commands, partition, id, Command(id, due), null, default));
        Assert.Equal(["between/a 9", "between/b 1", "between/b 3"], await FindAsync(null, "0000000000000005", "0000000000000008", null, 10));
        Assert.Equal(["between/b 1", "between/b 3", "between/b 4"], await FindAsync("between/b", "0", ":", null, 10));
        Assert.Equal(["between/a 9", "between/b 1"], await FindAsync(null, "0", ":", null, 2));
        Assert.Equal(["between/b 3", "between/b 4"], await FindAsync(null, "0", ":", new DocumentKey("between/b", "1").ToString(), 10));
        Assert.Empty(await FindAsync("between/c", "0", ":", null, 10));
        await Assert.ThrowsAsync<ArgumentException>(() => FindAsync(null, "0", ":", "no key", 10));
        Assert.Throws<ArgumentException>(() => store.BetweenAsync<CommandDocument>(Containers.Commands, null, "due OR 1", "0", ":", null, 10, default));

        async Task<List<string>> FindAsync(string? partition, string from, string to, string? after, int limit)
        {
            var found = new List<string>();
            await foreach (var document in store.BetweenAsync<CommandDocument>(Containers.Commands, partition, "due", from, to, after, limit, default))
            {
                Assert.Equal(document.Id, document.Body.Command.Id);
                found.Add($"{document.Partition} {document.Id}");
            }

            return found;
        }

        static CommandDocument Command(string id, string? due) => new()
        {
            Command = new CommandRecord { Id = id, Tenant = "between", Device = "x", Command = "c", Issued = 1, Expires = 2, Timeout = 3, Priority = "medium" },
            State = CommandStates.Queued,
            Changed = 1,
            Due = due,
        };
    }

    [Fact]
    public async Task Alerts_of_a_slot_are_found_by_rule_and_latest_breach()
    {
        foreach (var (id, rule, last) in new[] { ("a1", "hot", 100L), ("a2", "hot", 200L), ("a3", "hot", 300L), ("a4", "hotter", 200L), ("a5", "hot", 50L) })
        {
            var alert = Samples.Alert("t/slot", id);
            alert = alert with { Alert = alert.Alert with { Rule = rule, Time = 1, Last = last, Cleared = id == "a5" ? null : last + 1 } };
            Assert.NotNull(await store.TryWriteAsync(Containers.Alerts, "t/slot", id, alert, null, default));
        }

        List<string> found = [];
        await foreach (var document in store.BetweenAsync<AlertDocument>(Containers.Alerts, "t/slot", "slot", AlertDocument.SlotAt("hot", 150), "hot :", null, int.MaxValue, default)) found.Add(document.Id);
        Assert.Equal(["a2", "a3", "a5"], found);
    }
}
