using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Events;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Running;

/// <summary>A decision while it is made: changes of the state, an outcome per record, and what to tell once it is committed.</summary>
/// <param name="partition">Source partition.</param>
/// <param name="epoch">Epoch of the source partition.</param>
public sealed class Decision(int partition, int epoch)
{
    /// <summary>Set in the offset of a record that the step failed on; its outcome is the reason.</summary>
    private const long RefusedFlag = long.MinValue;

    /// <summary>Set in the offset of the last record of a data blob; its outcome is the blob.</summary>
    private const long BlobFlag = 1L << 62;
    private readonly List<NamedBlob> blobs = [];
    private readonly ByteWriter outcomes = new();

    /// <summary>Source partition.</summary>
    public int Partition => partition;

    /// <summary>Epoch of the source partition.</summary>
    public int Epoch => epoch;

    /// <summary>The state's changes.</summary>
    public ByteWriter Changes { get; } = new();

    /// <summary>What to tell.</summary>
    public Telling Telling { get; } = new();

    /// <summary>Data blobs named so far.</summary>
    internal IReadOnlyList<NamedBlob> Blobs => blobs;

    /// <summary>The outcomes noted so far.</summary>
    internal ReadOnlyMemory<byte> Outcomes => outcomes.Written;

    /// <summary>Origin of a record of the raw log.</summary>
    public Origin OriginOf(LogRecord record, int index = 0) => new(epoch, partition, record.Offset, index);

    /// <summary>Notes the outcome of one record; records without any need none. In the order of offsets.</summary>
    public void Outcome(LogRecord record, ReadOnlySpan<byte> outcome)
    {
        outcomes.Unsigned((ulong)record.Offset);
        outcomes.Bytes(outcome);
    }

    /// <summary>Names an uploaded data blob. Once the entry is committed the runner looks whether it is still there, and whoever opens the journal next looks again.</summary>
    public void Named(NamedBlob blob)
    {
        blobs.Add(blob);
        outcomes.Unsigned((ulong)(blob.Last | BlobFlag));
        outcomes.Bytes(blob.ToOutcome().Span);
    }

    /// <summary>Notes that the step failed on a record.</summary>
    internal void Refuse(LogRecord record, string reason)
    {
        outcomes.Unsigned((ulong)Refused(record));
        outcomes.Text(reason);
    }

    /// <summary>Under which the reason of a refused record is found among the outcomes.</summary>
    internal static long Refused(LogRecord record) => record.Offset | RefusedFlag;

    /// <summary>Whether an outcome is the reason of a refused record.</summary>
    internal static bool IsRefused(long key) => key < 0;

    /// <summary>Whether an outcome is a data blob.</summary>
    internal static bool IsBlob(long key) => key > 0 && (key & BlobFlag) != 0;
}
