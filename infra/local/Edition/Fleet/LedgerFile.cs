using ServerlessIot.Edition.Layout;
using ServerlessIot.Simulator.Books;

namespace ServerlessIot.Edition.Fleet;

/// <summary>The simulator's ledger: what its devices sent, and what was acknowledged to them.</summary>
internal static class LedgerFile
{
    /// <summary>Where it lies.</summary>
    public static string PathIn(RunFolder folder) => Path.Combine(folder.Part("simulator"), "ledger.jsonl");

    /// <summary>Reads it.</summary>
    /// <exception cref="EditionException">There is none, or not a whole one.</exception>
    public static async Task<Ledger> ReadAsync(RunFolder folder, CancellationToken cancellationToken)
    {
        try
        {
            return await Ledger.ReadAsync(PathIn(folder), cancellationToken);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new EditionException($"The fleet's ledger cannot be read: {e.Message}", e);
        }
    }
}
