using System.Buffers;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Steps.Replay.Rows;

/// <summary>A stored row, as small as it can be kept: its canonical JSON and what it is sorted by.</summary>
internal sealed record ReplayRow(Origin Origin, string Device, long Arrived, ReadOnlyMemory<byte> Json)
{
    public static IComparer<ReplayRow> ByOrigin { get; } = Comparer<ReplayRow>.Create((left, right) => left.Origin.CompareTo(right.Origin));

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    public static ReplayRow Of(DeviceEvent row)
    {
        var to = _buffer ??= new ArrayBufferWriter<byte>(1024);
        to.ResetWrittenCount();
        EventJson.Write(to, row);
        return new ReplayRow(row.Origin, $"{row.Tenant}/{row.Device}", row.Arrived, to.WrittenSpan.ToArray());
    }
}
