using System.Security.Cryptography;
using System.Text.Json;

namespace ServerlessIot.Steps.Access;

/// <summary>Lines of one blob, each with the hash of the one before: what is changed, taken out or put in later breaks the chain.</summary>
internal sealed class AccessChain
{
    private const byte LineFeed = (byte)'\n';
    private string previous = new('0', 2 * SHA256.HashSizeInBytes);

    /// <summary>Writes the next line.</summary>
    internal void Write(AccessEntry entry, Stream to)
    {
        var line = JsonSerializer.SerializeToUtf8Bytes(new AccessLine(previous, entry), AccessJson.Default.AccessLine);
        previous = Hash(line);
        to.Write(line);
        to.WriteByte(LineFeed);
    }

    /// <summary>Reads the lines of a blob. What cannot be read is left out.</summary>
    /// <returns>Whether each line follows from the one before and the last one is whole.</returns>
    internal static bool Read(ReadOnlySpan<byte> blob, Action<AccessEntry> entry)
    {
        var (intact, expected) = (true, new AccessChain().previous);
        for (int end; (end = blob.IndexOf(LineFeed)) >= 0; blob = blob[(end + 1)..])
        {
            var line = Parse(blob[..end]);
            intact &= line?.Previous == expected;
            expected = Hash(blob[..end]);
            if (line is not null) entry(line.Entry);
        }

        return intact && blob.IsEmpty;
    }

    private static string Hash(ReadOnlySpan<byte> line) => Convert.ToHexStringLower(SHA256.HashData(line));

    private static AccessLine? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, AccessJson.Default.AccessLine) is { Entry: not null } read ? read : null;
        }
        catch (JsonException)
        {
            // Counts as a break of the chain.
            return null;
        }
    }
}
