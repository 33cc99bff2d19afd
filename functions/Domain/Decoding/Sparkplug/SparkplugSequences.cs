using System.Collections.Concurrent;
using System.Text;

namespace ServerlessIot.Domain.Decoding.Sparkplug;

/// <summary>
/// Follows the sequence numbers of edge nodes: 0 to 255 over all messages of a node and its devices, from 0 at each birth of the node. It belongs where all
/// messages of a node pass in order; in the log its devices lie in partitions of their own. Safe for threads, as long as one node's messages come one after another.
/// </summary>
public sealed class SparkplugSequences
{
    /// <summary>Nodes that are followed; beyond, all are forgotten and followed anew from their next message.</summary>
    public const int MostNodes = 50_000;

    private const int SequenceField = 3;

    /// <summary>What lies further back is a message that came late or twice.</summary>
    private const int Late = 128;
    private readonly ConcurrentDictionary<string, byte> _last = new(StringComparer.Ordinal);

    /// <summary>Nodes that are followed.</summary>
    public int Nodes => _last.Count;

    /// <summary>Whether a topic, UTF-8, belongs to Sparkplug's namespace.</summary>
    public static bool Concerns(ReadOnlySpan<byte> topic) => topic.StartsWith("spBv1.0/"u8);

    /// <summary>Notes one message; how many of its node are missing before it.</summary>
    /// <param name="tenant">Tenant of the node.</param>
    /// <param name="topic">Topic, UTF-8.</param>
    /// <param name="payload">Payload of Sparkplug B.</param>
    public int Note(string tenant, ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload)
    {
        if (!SparkplugTopic.TryParse(Encoding.UTF8.GetString(topic), out var parsed)) return 0;
        var node = $"{tenant}/{parsed.Group}/{parsed.Node}";
        if (parsed.IsWill)
        {
            _last.TryRemove(node, out _);
            return 0;
        }

        if (!TryRead(payload, out var sequence)) return 0;
        var known = _last.TryGetValue(node, out var last) && parsed.Message != "NBIRTH";
        var missing = known ? (byte)(sequence - last - 1) : 0;
        if (missing >= Late) return 0;
        if (_last.Count >= MostNodes && !_last.ContainsKey(node)) _last.Clear();
        _last[node] = sequence;
        return missing;
    }

    private static bool TryRead(ReadOnlySpan<byte> payload, out byte sequence)
    {
        sequence = 0;
        var reader = new ProtobufReader(payload, 0, payload.Length);
        var found = false;
        while (!reader.End)
        {
            if (!reader.TryRead(out var field)) return false;
            if (field is not { Number: SequenceField, Wire: ProtobufReader.Varint, Bits: <= byte.MaxValue }) continue;
            (sequence, found) = ((byte)field.Bits, true);
        }

        return found;
    }
}
