using System.Globalization;

namespace ServerlessIot.Edition.Books;

/// <summary>The books as they are printed.</summary>
public static class BooksText
{
    /// <summary>One line a figure, then the first messages that are lost, doubled or out of order.</summary>
    public static IEnumerable<string> Lines(BooksResult books)
    {
        yield return "the books, read back from the ledger, the log, the archive and the documents:";
        yield return Line("published", books.Published, "messages that devices sent");
        yield return Line("acknowledged", books.Acknowledged, "of these, acknowledged to them");
        yield return Line("valid", books.Valid, "events in telemetry.valid");
        yield return Line("quarantined", books.Quarantined, "records in telemetry.quarantine");
        yield return Line("duplicates", books.Duplicates, $"repetitions among {Number(books.Raw)} payloads in telemetry.raw");
        yield return Line("stored", books.Stored, "rows in the archive");
        yield return Line("aggregated", books.Aggregated, "events in windows");
        yield return Line("lost", books.Lost, "");
        yield return Line("doubled", books.Doubled, "");
        yield return Line("reordered", books.Reordered, "");
        foreach (var example in books.Examples) yield return "  " + example;
    }

    private static string Line(string name, long number, string what) => $"  {name,-13}{Number(number),14}   {what}".TrimEnd();

    private static string Number(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
