using System.Text;
using ServerlessIot.Broker.Storage;

namespace ServerlessIot.Broker.Groups;

/// <summary>Entries of the file of committed offsets: checksum and length (4 bytes each), then kind and fields.</summary>
internal sealed class OffsetEntries : IDisposable
{
    private const int HeadBytes = 8;
    private const byte Commit = 1;
    private const byte TopicRemoved = 2;
    private const byte GroupRemoved = 3;
    private readonly MemoryStream _content = new();
    private readonly BinaryWriter _writer;

    public OffsetEntries() => _writer = new BinaryWriter(_content, Encoding.UTF8);

    public ReadOnlyMemory<byte> Bytes => _content.GetBuffer().AsMemory(0, (int)_content.Length);

    public void AddCommit(string group, string topic, int partition, CommittedOffset offset) => Add(Commit, writer =>
    {
        writer.Write(group);
        writer.Write(topic);
        writer.Write(partition);
        writer.Write(offset.Offset);
        writer.Write(offset.LeaderEpoch);
        writer.Write(offset.Metadata);
    });

    public void AddTopicRemoved(string topic) => Add(TopicRemoved, writer => writer.Write(topic));

    public void AddGroupRemoved(string group) => Add(GroupRemoved, writer => writer.Write(group));

    private void Add(byte kind, Action<BinaryWriter> fields)
    {
        var start = (int)_content.Length;
        _writer.Write(0L);
        _writer.Write(kind);
        fields(_writer);
        _writer.Flush();
        var entry = _content.GetBuffer().AsSpan(start, (int)_content.Length - start);
        BitConverter.TryWriteBytes(entry[4..], entry.Length - HeadBytes);
        BitConverter.TryWriteBytes(entry, Crc32C.Compute(entry[4..]));
    }

    /// <summary>Applies entries until one is cut off or damaged.</summary>
    /// <returns>Bytes of whole entries.</returns>
    public static int Read(
        byte[] bytes, Action<string, string, int, CommittedOffset> commit, Action<string> topicRemoved, Action<string> groupRemoved)
    {
        var position = 0;
        while (bytes.Length - position >= HeadBytes)
        {
            var rest = bytes.AsSpan(position);
            var length = BitConverter.ToInt32(rest[4..]);
            if (length < 1 || length > rest.Length - HeadBytes || BitConverter.ToUInt32(rest) != Crc32C.Compute(rest[4..(HeadBytes + length)]))
                break;
            using var reader = new BinaryReader(new MemoryStream(bytes, position + HeadBytes, length), Encoding.UTF8);
            switch (reader.ReadByte())
            {
                case Commit:
                    commit(
                        reader.ReadString(), reader.ReadString(), reader.ReadInt32(),
                        new CommittedOffset(reader.ReadInt64(), reader.ReadInt32(), reader.ReadString()));
                    break;
                case TopicRemoved:
                    topicRemoved(reader.ReadString());
                    break;
                case GroupRemoved:
                    groupRemoved(reader.ReadString());
                    break;
            }

            position += HeadBytes + length;
        }

        return position;
    }

    public void Dispose() => _writer.Dispose();
}
