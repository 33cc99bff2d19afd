using System.Buffers;
using ServerlessIot.Domain.Archive.Columns;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Archive;

/// <summary>
/// Makes a segment of rows that come in <see cref="RowOrder"/>, chunk by chunk: memory holds one chunk (of columns, at first
/// some dozens), the bytes that were not taken yet, and the index.
/// </summary>
/// <param name="format">How chunks are written.</param>
/// <param name="finestGrid">First grid of places that may be used, 0 to 2; a coarser one makes a smaller index.</param>
/// <param name="sealer">Gives the keys of sealed chunks; null for the other formats.</param>
public sealed class SegmentBuilder(ChunkFormat format, int finestGrid = 0, IChunkSealer? sealer = null)
{
    /// <summary>Rows in a chunk at most.</summary>
    public const int MostRows = 4096;

    /// <summary>Chunks in a segment at most, which bounds its index.</summary>
    public const int MostChunks = 65_536;

    /// <summary>Chunks, or rows, that are looked at before it is decided whether they get a model in common.</summary>
    private const int ModelChunks = 48;
    private const int ModelRows = 32_768;

    /// <summary>Rows of a chunk, on average, above which a model gives less than 5 % (./bench archive).</summary>
    private const int MostModelled = 1000;
    private const int SampleRows = 1000;

    /// <summary>Bytes of a chunk's rows as JSON, roughly, at which it ends before <see cref="MostRows"/>.</summary>
    private const long MostText = 32 << 20;
    private readonly SegmentIndexBuilder index = new(format, finestGrid);
    private readonly List<IReadOnlyList<DeviceEvent>> waiting = [];
    private List<DeviceEvent> chunk = [];
    private int waitingRows;
    private long text;
    private bool decided = format == ChunkFormat.JsonLines;
    private ChunkModel? model;
    private ArrayBufferWriter<byte> ready = new();
    private long taken;

    /// <summary>Rows so far.</summary>
    public long Rows { get; private set; }

    /// <summary>Earliest time so far, Unix milliseconds; <see cref="long.MaxValue"/> without rows.</summary>
    public long From { get; private set; } = long.MaxValue;

    /// <summary>Latest time so far, Unix milliseconds; <see cref="long.MinValue"/> without rows.</summary>
    public long To { get; private set; } = long.MinValue;

    /// <summary>Bytes of the segment so far; at the end, all.</summary>
    public long Bytes => taken + ready.WrittenCount;

    /// <summary>Bytes that can be taken.</summary>
    public int Ready => ready.WrittenCount;

    /// <summary>Whether no further row of another device should be added.</summary>
    public bool Full => index.Chunks + waiting.Count >= MostChunks - 1;

    /// <summary>Adds the next row.</summary>
    /// <exception cref="ArgumentException">It does not come after the row before.</exception>
    public void Add(DeviceEvent row)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (chunk.Count > 0)
        {
            if (RowOrder.Instance.Compare(chunk[^1], row) >= 0) throw new ArgumentException($"Row {row.Origin} does not come after {chunk[^1].Origin}.", nameof(row));
            if (chunk.Count == MostRows || text > MostText || chunk[0].Device != row.Device || chunk[0].Tenant != row.Tenant) Close();
        }

        chunk.Add(row);
        text += TextOf(row);
        Rows++;
        (From, To) = (Math.Min(From, row.Time), Math.Max(To, row.Time));
    }

    /// <summary>Takes the bytes that follow those taken before.</summary>
    public ReadOnlyMemory<byte> Take()
    {
        var bytes = ready.WrittenMemory;
        taken += bytes.Length;
        ready = new ArrayBufferWriter<byte>();
        return bytes;
    }

    /// <summary>Ends the segment: its last bytes can be taken then.</summary>
    /// <returns>The index.</returns>
    public byte[] Finish()
    {
        Close();
        // Few chunks are not worth a model.
        Decide(null);
        return index.Build(Bytes, model?.Bytes);
    }

    private void Close()
    {
        if (chunk.Count == 0) return;
        var rows = chunk;
        (chunk, text) = ([], 0);
        if (decided)
        {
            Write(rows);
            return;
        }

        waiting.Add(rows);
        waitingRows += rows.Count;
        if (waiting.Count < ModelChunks && waitingRows < ModelRows) return;
        // Long chunks learn enough by themselves.
        Decide(waitingRows / waiting.Count > MostModelled ? null : ChunkModel.Learn(Samples()));
    }

    private void Decide(ChunkModel? learned)
    {
        if (!decided) model = learned;
        decided = true;
        foreach (var rows in waiting) Write(rows);
        waiting.Clear();
    }

    /// <summary>About a thousand rows of devices that lie apart.</summary>
    private IEnumerable<IReadOnlyList<DeviceEvent>> Samples()
    {
        const int Devices = 12;
        for (var i = 0; i < Devices; i++) yield return [.. waiting[i * waiting.Count / Devices].Take(SampleRows / Devices)];
    }

    private void Write(IReadOnlyList<DeviceEvent> rows)
    {
        var bytes = ChunkCodec.Encode(format, rows, model);
        var key = 0UL;
        if (format == ChunkFormat.Sealed) (bytes, key) = Seal(rows[0], bytes);
        index.Add(Describe(rows, bytes.Length) with { Key = key }, rows);
        ready.Write(bytes);
    }

    private (byte[] Bytes, ulong Key) Seal(DeviceEvent of, byte[] bytes)
    {
        if (sealer is null) throw new InvalidOperationException("Sealed chunks need keys.");
        var key = sealer.KeyOf(of.Tenant, of.Device);
        Span<byte> nonce = stackalloc byte[SealedChunk.NonceLength];
        sealer.Nonce(nonce);
        return (SealedChunk.Seal(bytes, key, nonce, of.Tenant, of.Device), key.Id);
    }

    private static long TextOf(DeviceEvent row)
    {
        const int Fixed = 300;
        const int Number = 24;
        long text = Fixed + row.Id.Length + row.Type.Length + (row.Status?.Length ?? 0);
        foreach (var (name, _) in row.Measurements) text += name.Length + Number;
        foreach (var (name, value) in row.Attributes) text += name.Length + value.Length;
        return text;
    }

    private SegmentChunk Describe(IReadOnlyList<DeviceEvent> rows, int length)
    {
        Area? area = null;
        var (measures, places) = (new List<MeasureRange>(), new Dictionary<string, int>(StringComparer.Ordinal));
        foreach (var row in rows)
        {
            if (row.Position is { } place) area = area?.With(Area.Of(place)) ?? Area.Of(place);
            foreach (var (name, value) in row.Measurements)
            {
                if (places.TryAdd(name, measures.Count)) measures.Add(new MeasureRange(name, value, value));
                else if (places[name] is var at) measures[at] = new MeasureRange(name, Math.Min(measures[at].Min, value), Math.Max(measures[at].Max, value));
            }
        }

        return new SegmentChunk
        {
            Tenant = rows[0].Tenant,
            Device = rows[0].Device,
            Offset = Bytes,
            Length = length,
            Rows = rows.Count,
            From = rows[0].Time,
            To = rows[^1].Time,
            Area = area,
            Measures = measures,
        };
    }
}
