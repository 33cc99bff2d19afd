using ServerlessIot.EndToEnd.Tests.Running;

namespace ServerlessIot.EndToEnd.Tests.Auditing;

public sealed class AuditTest
{
    [Fact]
    public async Task The_books_of_a_running_edition_are_ok()
    {
        await using var edition = await EditionProcess.UpAsync("--rate", "200", "--devices", "20");
        using var api = new EditionApi(edition);

        await Until.TrueAsync(async () => await api.GetAsync("audit") is { } books && Sum(books, "valid") > 2_000, () => api.Last);

        var books = (await api.GetAsync("audit"))!.Value;
        Assert.True(books.GetProperty("state").GetString() == "ok", api.Last);
        Assert.Equal(4, books.GetProperty("partitions").GetArrayLength());
        foreach (var partition in books.GetProperty("partitions").EnumerateArray())
        {
            Assert.True(partition.GetProperty("differences").GetArrayLength() == 0, api.Last);
            var raw = partition.GetProperty("raw");
            Assert.Equal(raw.GetProperty("number").GetInt64(), raw.GetProperty("valid").GetInt64() + raw.GetProperty("ticks").GetInt64());
            Assert.Equal(raw.GetProperty("offset").GetInt64() + 1, raw.GetProperty("records").GetInt64() + raw.GetProperty("ticks").GetInt64());
            foreach (var reader in new[] { "alert", "aggregate", "store", "track" })
                Assert.True(partition.GetProperty("readers").GetProperty(reader).GetProperty("lag").GetInt64() >= 0, api.Last);
            var store = partition.GetProperty("readers").GetProperty("store");
            Assert.Equal(store.GetProperty("events").GetInt64(), store.GetProperty("counted").GetInt64());
        }
    }

    private static long Sum(System.Text.Json.JsonElement books, string member) => books.GetProperty("partitions").EnumerateArray()
        .Sum(partition => partition.TryGetProperty("raw", out var raw) ? raw.GetProperty(member).GetInt64() : 0);
}
