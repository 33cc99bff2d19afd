using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using ServerlessIot.Domain.Archive;
using ServerlessIot.Domain.Archive.Columns;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Benchmarks.Archive;

/// <summary>
/// Bytes per row and per measurement value of the archive's candidates over the same rows: gzip and Brotli of JSON lines, Parquet, general compressors over
/// columns, and the columnar chunk, sealed as it is kept; then how fast the chunk is written and read on one core. <c>archive [DIRECTORY of the real series [PART of a set's name]]</c>.
/// </summary>
internal static class ArchiveBenchmark
{
    private const int Rounds = 3;
    private const int ModelRows = 1_000;
    private const string Tenant = "demo";
    private const string Device = "vehicle-000001";
    private static readonly ChunkKey Key = new(1, new byte[SealedChunk.KeyLength]);

    public static async Task<int> RunAsync(string[] args)
    {
        var (directory, part) = (args.Length > 0 ? args[0] : "../shared/data/nab", args.Length > 1 ? args[1] : "");
        var sets = new List<(string Name, Func<List<DeviceEvent[]>> Chunks)>
        {
            ("fleet, 83 rows a chunk, all messages", () => FleetRows.Make(vehicles: 100, rows: 83, every: 1, seed: 1)),
            ("fleet, 83 rows a chunk, one message in 104", () => FleetRows.Make(vehicles: 60, rows: 83, every: 104, seed: 1)),
            ("fleet, 2,500 rows a chunk", () => FleetRows.Make(vehicles: 5, rows: 2_500, every: 1, seed: 2)),
            ("fleet, 8,640 rows a chunk", () => FleetRows.Make(vehicles: 2, rows: 8_640, every: 1, seed: 3)),
        };
        if (!Directory.Exists(directory)) await Console.Out.WriteLineAsync($"The real series were left out: there is no {directory}.");
        else sets.AddRange(Directory.GetFiles(directory, "*.csv").Order(StringComparer.Ordinal).Select(path => (Path.GetFileNameWithoutExtension(path), Series(path))));
        foreach (var (name, chunks) in sets.Where(set => set.Name.Contains(part, StringComparison.OrdinalIgnoreCase))) await RunAsync(name, chunks());
        return 0;
    }

    private static Func<List<DeviceEvent[]>> Series(string path) => () => [SeriesRows.Read(path)];

    private static async Task RunAsync(string name, List<DeviceEvent[]> chunks)
    {
        var rows = chunks.SelectMany(chunk => chunk).ToList();
        var values = rows.Sum(ValuesOf);
        var json = Lines.Of(rows);
        var gzip = Lines.Gzip(json);
        await Console.Out.WriteLineAsync(Text($"\n{name}: {chunks.Count} chunks, {rows.Count} rows, {values / (double)rows.Count:F1} values a row"));
        void Print(string what, long bytes, string note = "")
            => Console.Out.WriteLine(Text($"  {what,-44} {bytes / (double)rows.Count,8:F2} B a row {bytes / (double)values,8:F3} B a value {bytes / (double)gzip,6:P1} of gzip {note}"));

        Print("JSON lines", json.Length);
        Print("JSON lines, gzip, whole file", gzip);
        Print("JSON lines, gzip, chunk by chunk", chunks.Sum(chunk => Lines.Gzip(Lines.Of(chunk))));
        Print("JSON lines, brotli 11, whole file", Lines.Brotli(json));
        foreach (var (codec, bytes) in await ParquetFile.SizesAsync(rows)) Print($"Parquet, {codec}", bytes);
        Print("columns, gzip, chunk by chunk", chunks.Sum(chunk => Lines.Gzip(PackedColumns.Of(chunk))));
        Print("columns, brotli 11, chunk by chunk", chunks.Sum(chunk => Lines.Brotli(PackedColumns.Of(chunk))));
        Measure("columnar chunk, alone, sealed", chunks, null, values, Print);
        if (chunks.Count < 2) return;
        var model = ChunkModel.Learn(chunks.Take(Math.Max(1, ModelRows / chunks[0].Length)).Select(chunk => chunk[..Math.Min(chunk.Length, ModelRows)]));
        Measure("columnar chunk, model of the segment, sealed", chunks, model, values, Print);
    }

    private static void Measure(string what, List<DeviceEvent[]> chunks, ChunkModel? model, long values, Action<string, long, string> print)
    {
        var encoded = new byte[chunks.Count][];
        var write = Best(() =>
        {
            for (var i = 0; i < encoded.Length; i++) encoded[i] = Seal(ColumnChunk.Encode(chunks[i], model), i);
        });
        var read = Best(() =>
        {
            foreach (var chunk in encoded) ColumnChunk.Decode(Open(chunk), model);
        });
        for (var i = 0; i < encoded.Length; i++)
        {
            if (!Lines.Of(ColumnChunk.Decode(Open(encoded[i]), model)).AsSpan().SequenceEqual(Lines.Of(chunks[i]))) throw new InvalidOperationException("A chunk came back different.");
        }

        // Every number and text of a row costs time, not only the measurements: both are told.
        var cells = chunks.Sum(chunk => chunk.Sum(row => (long)ValuesOf(row) + 3 + row.Attributes.Count + (row.Status is null ? 0 : 1)));
        print(what, encoded.Sum(chunk => (long)chunk.Length), Text($"write {values / write / 1e6:F2} M values/s ({cells / write / 1e6:F2} M cells/s), read {values / read / 1e6:F2} M values/s ({cells / read / 1e6:F2} M cells/s)"));
        if (model is not null) print("  its model, once a segment", model.Bytes.Length, Text($"{model.Bytes.Length} B"));
    }

    // As the archive writes it; the key's id stands in the index.
    private static byte[] Seal(byte[] chunk, int number)
    {
        Span<byte> nonce = stackalloc byte[SealedChunk.NonceLength];
        BinaryPrimitives.WriteInt32LittleEndian(nonce, number);
        return SealedChunk.Seal(chunk, Key, nonce, Tenant, Device);
    }

    private static byte[] Open(byte[] chunk) => SealedChunk.Open(chunk, Key, Tenant, Device);

    /// <summary>Seconds of the fastest round.</summary>
    private static double Best(Action work)
    {
        var best = double.MaxValue;
        for (var round = 0; round <= Rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            work();
            best = Math.Min(best, watch.Elapsed.TotalSeconds);
        }

        return best;
    }

    private static int ValuesOf(DeviceEvent row) => row.Measurements.Count + (row.Position is not { } place ? 0 : place.Altitude is null ? 2 : 3);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
