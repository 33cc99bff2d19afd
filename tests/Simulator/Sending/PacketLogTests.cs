using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Simulator.Books;
using ServerlessIot.Simulator.Sending;
using ServerlessIot.Simulator.Sending.Lean;
using ServerlessIot.Simulator.Tests.Fleet;

namespace ServerlessIot.Simulator.Tests.Sending;

public sealed class PacketLogTests
{
    private static readonly byte[] Topic = [0, 1, (byte)'t'];
    private readonly LeanLink _link = new(
        Payloads.Build("vehicles=100%", 1)[0],
        new Lane(new LeanContext(new BrokerAddress("127.0.0.1", 1, null, null, MqttLevel.V311), System.Net.IPAddress.Loopback, TimeProvider.System, new Random(1), new Progress(), NullLogger.Instance), "lane"),
        10);

    private readonly PacketLog _log = new();

    [Fact]
    public void Packets_are_one_piece_in_order()
    {
        Append(1, 2);
        Assert.Equal("32-06-00-01-74-00-01-31-32-06-00-01-74-00-02-32", Hex(_log.Unsent));
        _log.MarkSent(_log.Unsent.Length);
        Assert.True(_log.Unsent.IsEmpty);
        Assert.Equal(2, _log.Count);
    }

    [Fact]
    public void An_acknowledgement_finds_its_packet_once()
    {
        SendAll(1, 2, 3);
        Assert.True(_log.TryAcknowledge(2, out var packet));
        Assert.Equal(2, packet.Seq);
        Assert.False(_log.TryAcknowledge(2, out _));
        Assert.False(_log.TryAcknowledge(0, out _));
        Assert.False(_log.TryAcknowledge(4, out _));
        Assert.True(_log.TryAcknowledge(1, out _));
        Assert.True(_log.TryAcknowledge(3, out _));
        Assert.Equal(0, _log.Count);
    }

    [Fact]
    public void Rewinding_sends_the_same_bytes_again_and_marks_only_what_was_sent()
    {
        SendAll(1, 2);
        Append(3);
        Assert.True(_log.TryAcknowledge(1, out _));
        Assert.Equal(1, _log.Rewind(markDuplicates: true));
        Assert.Equal("3A-06-00-01-74-00-02-32-32-06-00-01-74-00-03-33", Hex(_log.Unsent));
    }

    [Fact]
    public void Rewinding_without_marks_leaves_no_DUP_flag()
    {
        SendAll(1);
        _log.Rewind(markDuplicates: true);
        _log.MarkSent(_log.Unsent.Length);
        Assert.Equal(1, _log.Rewind(markDuplicates: false));
        Assert.Equal("32-06-00-01-74-00-01-31", Hex(_log.Unsent));
    }

    [Fact]
    public void A_packet_that_was_sent_in_part_counts_as_sent()
    {
        Append(1);
        _log.MarkSent(3);
        Assert.Equal(1, _log.Rewind(markDuplicates: true));
        Assert.Equal("3A-06-00-01-74-00-01-31", Hex(_log.Unsent));
    }

    [Fact]
    public void Rewinding_leaves_out_what_was_acknowledged_out_of_turn()
    {
        SendAll(1, 2, 3);
        Assert.True(_log.TryAcknowledge(2, out _));
        Assert.Equal(2, _log.Rewind(markDuplicates: false));
        Assert.Equal("32-06-00-01-74-00-04-31-32-06-00-01-74-00-05-33", Hex(_log.Unsent));
        _log.MarkSent(_log.Unsent.Length);
        Assert.True(_log.TryAcknowledge(5, out var last));
        Assert.Equal(3, last.Seq);
    }

    [Fact]
    public void Every_message_is_acknowledged_once_whatever_happens_on_the_way()
    {
        var random = new Random(11);
        var (appended, acknowledged, onTheWire) = (0L, new SeqSet(), new List<ushort>());
        for (var step = 0; step < 500_000; step++)
        {
            switch (random.Next(100))
            {
                case < 50 when _log.Count < 20:
                    Append(++appended);
                    break;
                case < 60:
                    onTheWire.AddRange(SendUnsent());
                    break;
                case < 99 when onTheWire.Count > 0:
                    // Mostly the oldest, sometimes any.
                    AcknowledgeAt(random.Next(10) > 0 ? 0 : random.Next(onTheWire.Count));
                    break;
                case 99:
                    _log.Rewind(random.Next(2) == 0);
                    onTheWire.Clear();
                    break;
            }
        }
        onTheWire.AddRange(SendUnsent());
        while (onTheWire.Count > 0)
            AcknowledgeAt(0);
        Assert.Equal(0, _log.Count);
        Assert.Empty(acknowledged.Missing(appended));
        Assert.True(appended > ushort.MaxValue, "packet ids have wrapped around");

        void AcknowledgeAt(int place)
        {
            Assert.True(_log.TryAcknowledge(onTheWire[place], out var packet));
            Assert.True(acknowledged.Add(packet.Seq));
            onTheWire.RemoveAt(place);
        }
    }

    // Ids of the packets not sent yet; each is 1 header byte, 1 length byte, the topic, the id, the payload.
    private List<ushort> SendUnsent()
    {
        var ids = new List<ushort>();
        for (var bytes = _log.Unsent; !bytes.IsEmpty; bytes = bytes[(2 + bytes[1])..])
            ids.Add(System.Buffers.Binary.BinaryPrimitives.ReadUInt16BigEndian(bytes[(2 + Topic.Length)..]));
        _log.MarkSent(_log.Unsent.Length);
        return ids;
    }

    private void SendAll(params long[] seqs)
    {
        Append(seqs);
        _log.MarkSent(_log.Unsent.Length);
    }

    private void Append(params long[] seqs)
    {
        foreach (var seq in seqs)
            _log.Append(_link, Topic, [], Encoding.UTF8.GetBytes(seq.ToString()), MessageKind.Reading, seq);
    }

    private static string Hex(ReadOnlySpan<byte> bytes) => BitConverter.ToString(bytes.ToArray());
}
