using ServerlessIot.Edition.Books;
using ServerlessIot.Edition.Layout;
using ServerlessIot.Edition.Running;

namespace ServerlessIot.Edition.Fleet;

/// <summary>The simulator's ledger: what its devices sent, and what was acknowledged to them.</summary>
internal static class LedgerFile
{
    /// <summary>Where it lies.</summary>
    public static string PathIn(RunFolder folder) => Path.Combine(folder.Part("simulator"), "ledger.jsonl");

    /// <summary>Everything that the books are read from.</summary>
    public static BookSources Sources(EditionContext context, Stores stores)
    {
        _ = PathIn(context.Folder);
        return new BookSources { Published = 0, Acknowledged = [], Rows = stores.Rows(), Windows = stores.Windows(), Topic = stores.Topic };
    }
}
