using System.Buffers.Binary;
using ServerlessIot.Simulator.Books;

namespace ServerlessIot.Simulator.Sending.Lean;

/// <summary>
/// The PUBLISH packets of one connection that are not acknowledged yet, one behind the other in one buffer:
/// what is to be sent is a single piece of it, and after a reconnect the same bytes go out again in the same order.
/// </summary>
internal sealed class PacketLog
{
    // QoS 1 (MQTT 3.1.1 and 5, section 3.3.1).
    private const byte PublishQoS1 = 0x32;
    private const byte DuplicateFlag = 0x08;
    private LoggedPacket[] _packets = new LoggedPacket[4];
    private byte[] _bytes = new byte[1024];
    private int _first;
    private int _count;
    private int _head;
    private int _sent;
    private int _tail;
    private ushort _nextId = 1;

    /// <summary>Bytes that were not handed to the socket yet.</summary>
    public ReadOnlySpan<byte> Unsent => _bytes.AsSpan(_sent, _tail - _sent);

    /// <summary>Packets from the oldest without acknowledgement on.</summary>
    public int Count => _count;

    /// <summary>Appends a QoS 1 PUBLISH.</summary>
    /// <param name="link">The device that sends.</param>
    /// <param name="topic">Topic with its length before it.</param>
    /// <param name="properties">Property length and properties of MQTT 5; empty for 3.1.1.</param>
    /// <param name="payload">Payload.</param>
    /// <param name="kind">What the message is.</param>
    /// <param name="seq">Number of the reading.</param>
    public void Append(LeanLink link, ReadOnlySpan<byte> topic, ReadOnlySpan<byte> properties, ReadOnlySpan<byte> payload, MessageKind kind, long seq)
    {
        var remaining = topic.Length + sizeof(ushort) + properties.Length + payload.Length;
        EnsureRoom(1 + VariableByteInteger.MaxLength + remaining);
        var packet = _bytes.AsSpan(_tail);
        packet[0] = PublishQoS1;
        var at = 1 + VariableByteInteger.Write(packet[1..], remaining);
        topic.CopyTo(packet[at..]);
        at += topic.Length;
        BinaryPrimitives.WriteUInt16BigEndian(packet[at..], _nextId);
        at += sizeof(ushort);
        properties.CopyTo(packet[at..]);
        at += properties.Length;
        payload.CopyTo(packet[at..]);
        at += payload.Length;

        _tail += at;
        Enqueue(new LoggedPacket { Link = link, Id = _nextId, Length = at, Kind = kind, Seq = seq });
        _nextId = _nextId == ushort.MaxValue ? (ushort)1 : (ushort)(_nextId + 1);
    }

    /// <summary>Notes that the socket took this many bytes of <see cref="Unsent"/>.</summary>
    public void MarkSent(int bytes) => _sent += bytes;

    /// <summary>Marks the packet with this id as acknowledged; false when there is none that waits.</summary>
    public bool TryAcknowledge(ushort id, out LoggedPacket packet)
    {
        packet = default;
        if (_count == 0)
            return false;
        // Ids follow each other without gaps, so the distance to the oldest one's is the place.
        var place = (id - _packets[_first].Id + ushort.MaxValue) % ushort.MaxValue;
        if (id == 0 || place >= _count)
            return false;
        ref var found = ref At(place);
        if (found.IsAcknowledged)
            return false;
        found.IsAcknowledged = true;
        packet = found;
        DropAcknowledged();
        return true;
    }

    /// <summary>Prepares everything without acknowledgement to be sent again, and returns how many packets were sent before.</summary>
    /// <param name="markDuplicates">Whether the DUP flag is set on packets that were sent before.</param>
    public int Rewind(bool markDuplicates)
    {
        int read = _head, write = _head, again = 0, kept = 0;
        for (var place = 0; place < _count; place++)
        {
            var packet = At(place);
            var wasSent = read < _sent;
            if (!packet.IsAcknowledged)
            {
                if (wasSent)
                {
                    again++;
                    _bytes[read] = (byte)(PublishQoS1 | (markDuplicates ? DuplicateFlag : 0));
                }
                _bytes.AsSpan(read, packet.Length).CopyTo(_bytes.AsSpan(write));
                write += packet.Length;
                At(kept++) = packet;
            }
            read += packet.Length;
        }
        Renumber(kept);
        _tail = write;
        _sent = _head;
        return again;
    }

    // Packets acknowledged out of turn have left holes in the ids: number on from the last, as a new connection may.
    private void Renumber(int kept)
    {
        var hasHoles = kept != _count;
        _count = kept;
        if (!hasHoles)
            return;
        var at = _head;
        for (var place = 0; place < kept; place++)
        {
            ref var packet = ref At(place);
            packet.Id = _nextId;
            var header = _bytes.AsSpan(at, packet.Length);
            VariableByteInteger.Read(header[1..], out var lengthBytes);
            var topicLength = BinaryPrimitives.ReadUInt16BigEndian(header[(1 + lengthBytes)..]);
            BinaryPrimitives.WriteUInt16BigEndian(header[(1 + lengthBytes + sizeof(ushort) + topicLength)..], _nextId);
            _nextId = _nextId == ushort.MaxValue ? (ushort)1 : (ushort)(_nextId + 1);
            at += packet.Length;
        }
    }

    private void DropAcknowledged()
    {
        while (_count > 0 && _packets[_first].IsAcknowledged)
        {
            _head += _packets[_first].Length;
            _packets[_first] = default;
            _first = (_first + 1) % _packets.Length;
            _count--;
        }
        _sent = Math.Max(_sent, _head);
        if (_head == _tail)
            _head = _sent = _tail = 0;
    }

    private ref LoggedPacket At(int place) => ref _packets[(_first + place) % _packets.Length];

    private void Enqueue(LoggedPacket packet)
    {
        if (_count == _packets.Length)
        {
            var larger = new LoggedPacket[_packets.Length * 2];
            for (var place = 0; place < _count; place++)
                larger[place] = At(place);
            (_packets, _first) = (larger, 0);
        }
        _packets[(_first + _count++) % _packets.Length] = packet;
    }

    private void EnsureRoom(int bytes)
    {
        if (_bytes.Length - _tail >= bytes)
            return;
        var live = _tail - _head;
        var target = _bytes.Length - live >= bytes + live ? _bytes : new byte[Math.Max(_bytes.Length * 2, (live + bytes) * 2)];
        _bytes.AsSpan(_head, live).CopyTo(target);
        (_bytes, _sent, _tail, _head) = (target, _sent - _head, live, 0);
    }
}
