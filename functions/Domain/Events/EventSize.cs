using System.Buffers;

namespace ServerlessIot.Domain.Events;

/// <summary>Bytes of an event's canonical JSON.</summary>
internal static class EventSize
{
    /// <summary>What a character takes at most: an escape of six bytes for each UTF-16 unit.</summary>
    private const int MostOfCharacter = 6;

    /// <summary>What a number takes at most, with its name's quotes and commas.</summary>
    private const int MostOfNumber = 32;

    /// <summary>What the line has besides: names of members, times, a place, the origin.</summary>
    private const int Rest = 400;

    [ThreadStatic]
    private static Counter? _counter;

    /// <summary>No fewer than it takes.</summary>
    public static long AtMost(DeviceEvent e)
    {
        long characters = e.Id.Length + e.Tenant.Length + e.Device.Length + e.Type.Length + (e.Status?.Length ?? 0);
        for (var i = 0; i < e.Measurements.Count; i++) characters += e.Measurements[i].Name.Length;
        for (var i = 0; i < e.Attributes.Count; i++) characters += e.Attributes[i].Key.Length + e.Attributes[i].Value.Length;
        return Rest + (characters * MostOfCharacter) + ((e.Measurements.Count + e.Attributes.Count) * (long)MostOfNumber);
    }

    /// <summary>As many as it takes.</summary>
    public static long Of(DeviceEvent e)
    {
        var counter = _counter ??= new Counter();
        counter.Count = 0;
        EventJson.Write(counter, e);
        return counter.Count;
    }

    /// <summary>Keeps nothing of what is written.</summary>
    private sealed class Counter : IBufferWriter<byte>
    {
        private byte[] _buffer = new byte[4_096];

        public long Count { get; set; }

        public void Advance(int count) => Count += count;

        public Memory<byte> GetMemory(int sizeHint = 0) => sizeHint <= _buffer.Length ? _buffer : _buffer = new byte[sizeHint];

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
