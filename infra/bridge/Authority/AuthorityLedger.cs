using System.Text.Json;

namespace ServerlessIot.Bridge.Authority;

/// <summary>
/// The books of an authority, and its audit trail: JSON lines, only ever appended, each on disk before what it speaks of is handed out. A line
/// that a crash tore is left out: nothing was handed out for it.
/// </summary>
internal sealed class AuthorityLedger(string path)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { RespectRequiredConstructorParameters = true };

    /// <summary>All lines, oldest first.</summary>
    public IReadOnlyList<LedgerEntry> Read()
    {
        var entries = new List<LedgerEntry>();
        var lines = File.Exists(path) ? File.ReadAllLines(path) : [];
        for (var i = 0; i < lines.Length; i++)
        {
            try
            {
                entries.Add(JsonSerializer.Deserialize<LedgerEntry>(lines[i], Options)!);
            }
            catch (JsonException e) when (i == lines.Length - 1)
            {
                Torn = e.Message;
            }
            catch (JsonException e)
            {
                throw new AuthorityException($"{path}, line {i + 1}: {e.Message}", e);
            }
        }
        return entries;
    }

    /// <summary>What is wrong with the last line, when a crash tore it.</summary>
    public string? Torn { get; private set; }

    /// <summary>Appends lines, on disk when this returns.</summary>
    public void Append(IEnumerable<LedgerEntry> entries)
    {
        using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        file.Seek(0, SeekOrigin.End);
        if (Torn is not null)
            EndTornLine(file);
        else if (file.Length > 0)
            EndLine(file);
        foreach (var entry in entries)
        {
            JsonSerializer.Serialize(file, entry, Options);
            file.WriteByte((byte)'\n');
        }
        file.Flush(flushToDisk: true);
    }

    // A line may be whole but for its end.
    private static void EndLine(FileStream file)
    {
        file.Seek(-1, SeekOrigin.End);
        if (file.ReadByte() != '\n')
            file.WriteByte((byte)'\n');
    }

    // Cut away: what comes next must begin on a line of its own.
    private static void EndTornLine(FileStream file)
    {
        while (file.Length > 0)
        {
            file.Seek(-1, SeekOrigin.End);
            if (file.ReadByte() == '\n')
                break;
            file.SetLength(file.Length - 1);
        }
        file.Seek(0, SeekOrigin.End);
    }
}
