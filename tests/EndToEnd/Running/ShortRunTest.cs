namespace ServerlessIot.EndToEnd.Tests.Running;

public sealed class ShortRunTest
{
    [Fact]
    public async Task A_bounded_run_ends_with_balanced_books()
    {
        await using var edition = EditionProcess.Start("--for", "10s", "--rate", "500", "--devices", "50");

        var code = await edition.EndAsync();

        Assert.True(code == 0, edition.Output);
        var books = edition.Books().Books;
        Assert.True(books.Acknowledged > 2_500, edition.Output);
        Assert.Equal(0, books.Lost);
        Assert.Equal(0, books.Doubled);
        Assert.True(books.Stored >= books.Acknowledged - books.Quarantined, edition.Output);
        Assert.Equal(books.Stored, books.Aggregated);
        Assert.Contains("end lag 0 after", edition.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Interrupting_a_bounded_run_says_so_and_prints_no_books()
    {
        await using var edition = await EditionProcess.UpAsync("--for", "10m", "--rate", "50", "--devices", "5");

        Signal.Interrupt(edition.Pid);

        Assert.Equal(130, await edition.EndAsync());
        Assert.Contains("no books", edition.Output, StringComparison.Ordinal);
    }
}
