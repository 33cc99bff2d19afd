using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Bridge.Spool;
using ServerlessIot.Domain.Binary;

namespace ServerlessIot.Bridge.Tests.Spool;

/// <summary>Records and directories for the spool's tests.</summary>
internal static class SpoolSamples
{
    public const long MostBytes = 16 << 20;

    public static Message<byte[], byte[]> Message(string device, int number, int size = 20) => new()
    {
        Key = Encoding.UTF8.GetBytes($"demo/{device}"),
        Value = Encoding.UTF8.GetBytes($"{number}".PadRight(size)),
        Headers = [new Header("ce_id", Encoding.UTF8.GetBytes($"b-{device}-{number}")), new Header("empty", [])],
        Timestamp = new Timestamp(1_700_000_000_000 + number, TimestampType.CreateTime),
    };

    public static InFlightRecord Record(string device, int number, int size = 20) => new(Message(device, number, size), size + 1_024, 0, null, 1, 1);

    public static byte[] Frame(ulong sequence, string device = "d", int size = 20) => Frame(new SpooledMessage(sequence, "", Message(device, (int)sequence, size)));

    public static byte[] Frame(SpooledMessage record)
    {
        var frame = new ByteWriter();
        SpoolFrame.Write(frame, new ByteWriter(), record);
        return frame.Written.ToArray();
    }

    public static SpoolFiles Open(string directory, SpoolMetrics? metrics = null) => new(directory, MostBytes, metrics ?? new SpoolMetrics(), NullLogger.Instance);

    /// <summary>Opens a spool and reads what is left in it.</summary>
    public static List<ulong> Left(this SpoolFiles files)
    {
        var found = new List<ulong>();
        files.Recover(record => found.Add(record.Sequence));
        var (reader, read) = (new SpoolReader(files), new List<ulong>());
        while (reader.Next() is { } record)
            read.Add(record.Sequence);
        Assert.Equal(found, read);
        return found;
    }

    public static void Append(this SpoolFiles files, params ulong[] sequences)
    {
        foreach (var sequence in sequences)
            files.Append(Frame(sequence), sequence, sequence, 1);
    }
}
