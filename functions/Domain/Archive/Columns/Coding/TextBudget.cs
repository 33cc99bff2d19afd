namespace ServerlessIot.Domain.Archive.Columns.Coding;

/// <summary>Bounds what the texts of one chunk take in memory.</summary>
internal sealed class TextBudget
{
    /// <summary>UTF-16 code units of the longest text.</summary>
    internal const int Longest = 65_536;

    /// <summary>UTF-16 code units of all texts, each counted once for every row where it does not repeat.</summary>
    internal const int Most = 1 << 26;
    private int _left = Most;

    /// <summary>Takes the text's share.</summary>
    /// <exception cref="ChunkCorruptException">The chunk's texts are too long.</exception>
    internal string Take(string text)
    {
        _left -= text.Length;
        return _left >= 0 ? text : throw new ChunkCorruptException("The chunk's texts are too long.");
    }
}
