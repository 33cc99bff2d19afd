using Confluent.Kafka;
using ServerlessIot.Domain.Log;

namespace ServerlessIot.Bridge.Tests.Marks;

/// <summary>Marks among the records of a log.</summary>
internal static class RecordMarks
{
    public static bool IsMark(this ConsumeResult<byte[], byte[]> record) =>
        record.Message.Headers.TryGetLastBytes("ce_type", out var type) && type.AsSpan().SequenceEqual("serverlessiot.mark"u8);

    public static BridgeMark Mark(this ConsumeResult<byte[], byte[]> record)
    {
        Assert.True(BridgeMark.TryRead(record.Message.Value, out var mark));
        return mark;
    }
}
