using ServerlessIot.Edition.Books;
using ServerlessIot.EndToEnd.Tests.Running;

namespace ServerlessIot.Faults.Tests.Processes;

/// <summary>What every run must end with, whatever was done to it.</summary>
internal static class Balance
{
    /// <summary>Waits for the end of a run and demands balanced books.</summary>
    /// <param name="edition">The run.</param>
    /// <param name="least">Messages that must have been acknowledged: a run in which nothing happened proves nothing.</param>
    /// <param name="patience">How long the run may take.</param>
    public static async Task<BooksResult> DemandAsync(EditionProcess edition, long least, TimeSpan? patience = null)
    {
        var code = await edition.EndAsync(patience);

        Assert.True(code == 0, edition.Output);
        var books = edition.Books().Books;
        Assert.Equal((0, 0, 0), (books.Lost, books.Doubled, books.Reordered));
        Assert.True(books.Acknowledged > least, edition.Output);
        return books;
    }

    /// <summary>The books in one line.</summary>
    public static string Line(BooksResult books) => FormattableString.Invariant(
        $"acknowledged {books.Acknowledged:#,0}, stored {books.Stored:#,0}, lost {books.Lost}, doubled {books.Doubled}, reordered {books.Reordered}");
}
