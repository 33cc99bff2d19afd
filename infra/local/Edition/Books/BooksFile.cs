using System.Text.Json;
using ServerlessIot.Edition.Layout;

namespace ServerlessIot.Edition.Books;

/// <summary><c>books.json</c> in the run's folder: the books for programs.</summary>
/// <param name="Books">The books.</param>
/// <param name="EndLagSeconds">Seconds from the last message until every lag was 0.</param>
public sealed record BooksFile(BooksResult Books, double EndLagSeconds)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Writes the file.</summary>
    public static void Write(RunFolder folder, BooksResult books, TimeSpan endLag) =>
        File.WriteAllText(PathIn(folder), JsonSerializer.Serialize(new BooksFile(books, endLag.TotalSeconds), Format));

    /// <summary>Reads the file; null when there is none.</summary>
    public static BooksFile? Read(RunFolder folder) =>
        File.Exists(PathIn(folder)) ? JsonSerializer.Deserialize<BooksFile>(File.ReadAllText(PathIn(folder)), Format) : null;

    private static string PathIn(RunFolder folder) => Path.Combine(folder.Path, "books.json");
}
