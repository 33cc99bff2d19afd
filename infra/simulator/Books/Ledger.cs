using System.Text.Json;

namespace ServerlessIot.Simulator.Books;

/// <summary>What a run published and what was acknowledged. A file of JSON lines: one a device, then the total.</summary>
/// <param name="Devices">One line a device.</param>
/// <param name="Total">Sums over the lines.</param>
public sealed record Ledger(IReadOnlyList<LedgerLine> Devices, LedgerTotal Total)
{
    private static readonly byte[] NewLine = "\n"u8.ToArray();

    /// <summary>A ledger of these lines, with their sums as total.</summary>
    public static Ledger Of(IReadOnlyList<LedgerLine> devices) => new(devices, LedgerTotal.Of(devices));

    /// <summary>Writes the file whole or not at all: beside it first, then in its place.</summary>
    public async Task WriteAsync(string path, CancellationToken cancellationToken)
    {
        var unfinished = path + ".part";
        await using (var file = File.Create(unfinished))
        {
            foreach (var line in Devices)
            {
                await JsonSerializer.SerializeAsync(file, line, LedgerJson.Default.LedgerLine, cancellationToken);
                await file.WriteAsync(NewLine, cancellationToken);
            }
            await JsonSerializer.SerializeAsync(file, new LedgerEnd(Total), LedgerJson.Default.LedgerEnd, cancellationToken);
            await file.WriteAsync(NewLine, cancellationToken);
        }
        File.Move(unfinished, path, overwrite: true);
    }

    /// <summary>Reads a ledger.</summary>
    /// <exception cref="InvalidDataException">A line is not what it should be, or the total is missing: the file is not whole.</exception>
    public static async Task<Ledger> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var devices = new List<LedgerLine>();
        await foreach (var line in File.ReadLinesAsync(path, cancellationToken))
        {
            if (ReadTotal(line, path) is { } total)
                return new Ledger(devices, total);
            devices.Add(Parse(line, LedgerJson.Default.LedgerLine, path));
        }
        throw new InvalidDataException($"{path}: the last line with the total is missing.");
    }

    private static LedgerTotal? ReadTotal(string line, string path)
    {
        return line.StartsWith("{\"total\"", StringComparison.Ordinal) ? Parse(line, LedgerJson.Default.LedgerEnd, path).Total : null;
    }

    private static T Parse<T>(string line, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, string path)
    {
        try
        {
            return JsonSerializer.Deserialize(line, type) ?? throw new InvalidDataException($"{path}: a line is null.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"{path}: not a ledger line: {line}", exception);
        }
    }
}
