using ServerlessIot.EndToEnd.Tests.Running;

namespace ServerlessIot.Faults.Tests.Processes.Kills;

/// <summary>kill -9 under load, again and again, by the supervisor's own hand; then the books are read back from the stores.</summary>
public sealed class KillTest
{
    [Fact]
    public Task Killing_the_bridge_loses_and_doubles_nothing() => BooksBalanceAsync("bridge", "5s");

    [Fact]
    public Task Killing_the_function_host_loses_and_doubles_nothing() => BooksBalanceAsync("host", "7s");

    [Fact]
    public Task Killing_the_broker_loses_and_doubles_nothing() => BooksBalanceAsync("broker", "5s");

    /// <summary>Azurite forgets up to five seconds of acknowledged writes: the gap is read back from the log.</summary>
    [Fact]
    public Task Killing_the_blob_store_loses_and_doubles_nothing() => BooksBalanceAsync("azurite", "7s");

    [Fact]
    public Task Killing_the_document_store_loses_and_doubles_nothing() => BooksBalanceAsync("cosmos", "5s");

    private static async Task BooksBalanceAsync(string part, string every)
    {
        await using var edition = EditionProcess.Start("--for", "20s", "--rate", "400", "--devices", "60", "--kill", $"{part}:{every}", "--drain-timeout", "120s");

        var code = await edition.EndAsync();

        Assert.True(code == 0, edition.Output);
        var books = edition.Books().Books;
        Assert.True(books.Acknowledged > 2_000, edition.Output);
        Assert.Equal((0, 0, 0), (books.Lost, books.Doubled, books.Reordered));
        Assert.Contains($"kill -9 {part} ", edition.Output, StringComparison.Ordinal);
        Assert.Contains($"{part} is up again", edition.Output, StringComparison.Ordinal);
    }
}
