using ServerlessIot.Domain.Archive.Parquet;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Tests.Archive.Columns;

namespace ServerlessIot.Domain.Tests.Archive.Parquet;

/// <summary>Files of events, and the check that an independent reader gets the events back.</summary>
internal static class ParquetFiles
{
    internal static async Task<byte[]> WriteAsync(IEnumerable<DeviceEvent> rows, int rowsPerGroup = ParquetWriter.MostRows, IEnumerable<DeviceEvent>? learned = null)
    {
        var names = new ParquetNames();
        foreach (var e in learned ?? rows) names.Learn(e);
        using var to = new ForwardStream();
        var writer = new ParquetWriter(to, names, rowsPerGroup);
        foreach (var e in rows) await writer.AddAsync(e, default);
        await writer.CompleteAsync(default);
        return to.ToArray();
    }

    /// <summary>Writes and reads; every row must be the same, and what the file says of itself is returned.</summary>
    internal static async Task<System.Text.Json.JsonElement> RoundTripAsync(IReadOnlyList<DeviceEvent> rows, int rowsPerGroup = ParquetWriter.MostRows, IEnumerable<DeviceEvent>? learned = null)
    {
        var (facts, back) = await ParquetReader.ReadAsync(await WriteAsync(rows, rowsPerGroup, learned));
        Assert.Equal(rows.Count, back.Count);
        Assert.Equal(rows.Count, facts.GetProperty("rows").GetInt32());
        for (var i = 0; i < rows.Count; i++) Rows.Equal(Ordered(rows[i]), Ordered(back[i]));
        return facts;
    }

    // The order of names is the columns'; a name that comes twice keeps the order of its values.
    private static DeviceEvent Ordered(DeviceEvent e) => e with
    {
        Measurements = [.. e.Measurements.OrderBy(item => item.Name, StringComparer.Ordinal)],
        Attributes = [.. e.Attributes.OrderBy(item => item.Key, StringComparer.Ordinal)],
    };

    /// <summary>Goes forward only, as an answer's body does, and refuses what would block.</summary>
    private sealed class ForwardStream : MemoryStream
    {
        public override bool CanSeek => false;

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(ReadOnlySpan<byte> buffer) => throw new NotSupportedException();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            base.Write(buffer.ToArray(), 0, buffer.Length);
            return ValueTask.CompletedTask;
        }
    }
}
