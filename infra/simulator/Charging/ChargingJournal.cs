using System.Text.Json;

namespace ServerlessIot.Simulator.Charging;

/// <summary>Decisions in a file, a line of JSON each, on the disk before anything is told. A line that a death cut off was told to nobody and is cut away.</summary>
internal sealed class ChargingJournal : IDisposable
{
    private readonly FileStream _file;

    /// <summary>Opens or creates it; one process at a time.</summary>
    /// <exception cref="IOException">Another process has it, or it cannot be read.</exception>
    /// <exception cref="InvalidDataException">A whole line is no decision.</exception>
    public ChargingJournal(string path)
    {
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        try
        {
            Entries = Read();
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>What was in it when it was opened.</summary>
    public IReadOnlyList<ChargingEntry> Entries { get; }

    /// <summary>Adds a decision, and returns when it is on the disk.</summary>
    public void Append(ChargingEntry entry)
    {
        _file.Write([.. JsonSerializer.SerializeToUtf8Bytes(entry, ChargingJson.Default.ChargingEntry), (byte)'\n']);
        _file.Flush(flushToDisk: true);
    }

    public void Dispose() => _file.Dispose();

    private List<ChargingEntry> Read()
    {
        var bytes = new byte[_file.Length];
        _file.ReadExactly(bytes);
        var (entries, at) = (new List<ChargingEntry>(), 0);
        while (bytes.AsSpan(at).IndexOf((byte)'\n') is >= 0 and var length)
        {
            try
            {
                entries.Add(JsonSerializer.Deserialize(bytes.AsSpan(at, length), ChargingJson.Default.ChargingEntry) ?? throw new JsonException("null"));
            }
            catch (JsonException e)
            {
                throw new InvalidDataException($"{_file.Name}, byte {at}: no decision of the charging service ({e.Message})", e);
            }

            at += length + 1;
        }

        _file.SetLength(at);
        _file.Position = at;
        return entries;
    }
}
