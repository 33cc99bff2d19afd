using System.Buffers.Binary;
using ServerlessIot.Broker.Storage;
using ServerlessIot.Broker.Tests.Network;
using ServerlessIot.Broker.Tests.Storage;
using ServerlessIot.Broker.Wire;

namespace ServerlessIot.Broker.Tests.Producers;

/// <summary>KIP-98: a batch that comes again is not written again.</summary>
public sealed class IdempotenceTests
{
    [Fact]
    public async Task A_batch_sent_again_is_answered_with_its_first_offset_and_not_doubled()
    {
        await using var broker = await StartAsync();

        Assert.Equal((ErrorCode.None, 0), await SendAsync(broker, Batches.From(producer: 5, sequence: 0, count: 3)));
        Assert.Equal((ErrorCode.None, 3), await SendAsync(broker, Batches.From(producer: 5, sequence: 3, count: 2)));
        Assert.Equal((ErrorCode.None, 0), await SendAsync(broker, Batches.From(producer: 5, sequence: 0, count: 3)));

        Assert.Equal(5, await EndAsync(broker));
    }

    [Fact]
    public async Task A_batch_sent_again_after_a_restart_is_not_doubled()
    {
        await using var broker = await StartAsync();
        await SendAsync(broker, Batches.From(producer: 5, sequence: 0, count: 3));
        await broker.CloseAsync();
        await broker.OpenAsync();

        Assert.Equal((ErrorCode.None, 0), await SendAsync(broker, Batches.From(producer: 5, sequence: 0, count: 3)));
        Assert.Equal((ErrorCode.None, 3), await SendAsync(broker, Batches.From(producer: 5, sequence: 3, count: 1)));

        Assert.Equal(4, await EndAsync(broker));
    }

    [Fact]
    public async Task It_is_remembered_beyond_the_segment_that_holds_it()
    {
        await using var broker = await StartAsync(segmentBytes: 1024);
        await SendAsync(broker, Batches.From(producer: 5, sequence: 0, count: 3));
        for (var i = 0; i < 20; i++)
            await SendAsync(broker, Batches.From(producer: 6, sequence: i, count: 1, valueBytes: 300));
        await broker.CloseAsync();
        await broker.OpenAsync();

        Assert.Equal((ErrorCode.None, 0), await SendAsync(broker, Batches.From(producer: 5, sequence: 0, count: 3)));
        Assert.Equal(23, await EndAsync(broker));
    }

    [Fact]
    public async Task A_gap_in_the_sequence_is_refused()
    {
        await using var broker = await StartAsync();
        await SendAsync(broker, Batches.From(producer: 5, sequence: 0, count: 3));

        Assert.Equal((ErrorCode.OutOfOrderSequenceNumber, -1), await SendAsync(broker, Batches.From(producer: 5, sequence: 4, count: 1)));
        Assert.Equal((ErrorCode.OutOfOrderSequenceNumber, -1), await SendAsync(broker, Batches.From(producer: 5, sequence: 1, count: 1)));
        Assert.Equal(3, await EndAsync(broker));
    }

    [Fact]
    public async Task A_newer_epoch_starts_at_zero_and_shuts_the_older_one_out()
    {
        await using var broker = await StartAsync();
        await SendAsync(broker, Batches.From(producer: 5, sequence: 0, count: 3));

        Assert.Equal(ErrorCode.OutOfOrderSequenceNumber, (await SendAsync(broker, Batches.From(producer: 5, sequence: 3, count: 1, epoch: 1))).Error);
        Assert.Equal((ErrorCode.None, 3), await SendAsync(broker, Batches.From(producer: 5, sequence: 0, count: 1, epoch: 1)));
        Assert.Equal(ErrorCode.InvalidProducerEpoch, (await SendAsync(broker, Batches.From(producer: 5, sequence: 3, count: 1))).Error);
    }

    [Fact]
    public async Task The_sequence_wraps_at_the_largest_int()
    {
        await using var broker = await StartAsync();
        await SendAsync(broker, Batches.From(producer: 5, sequence: int.MaxValue - 1, count: 3));

        Assert.Equal((ErrorCode.None, 3), await SendAsync(broker, Batches.From(producer: 5, sequence: 1, count: 1)));
        Assert.Equal((ErrorCode.None, 0), await SendAsync(broker, Batches.From(producer: 5, sequence: int.MaxValue - 1, count: 3)));
    }

    [Fact]
    public async Task No_producer_id_is_given_twice_even_by_a_restarted_broker()
    {
        await using var broker = await StartAsync();
        var before = await ProducerIdAsync(broker);
        await broker.CloseAsync();
        await broker.OpenAsync();

        Assert.True(await ProducerIdAsync(broker) > before);
    }

    [Fact]
    public async Task Damaged_batches_are_refused()
    {
        await using var broker = await StartAsync();
        var flipped = Batches.From(producer: -1, sequence: -1, count: 2);
        flipped[^1] ^= 1;
        var cut = Batches.From(producer: -1, sequence: -1, count: 2)[..^1];
        var miscounted = Batches.From(producer: -1, sequence: -1, count: 2);
        BinaryPrimitives.WriteInt32BigEndian(miscounted.AsSpan(57), 3);
        RecordBatch.Seal(miscounted);

        Assert.Equal(ErrorCode.CorruptMessage, (await SendAsync(broker, flipped)).Error);
        Assert.Equal(ErrorCode.CorruptMessage, (await SendAsync(broker, cut)).Error);
        Assert.Equal(ErrorCode.InvalidRecord, (await SendAsync(broker, miscounted)).Error);
        Assert.Equal(ErrorCode.InvalidRecord, (await SendAsync(broker, [])).Error);
        Assert.Equal(ErrorCode.MessageTooLarge, (await SendAsync(broker, Batches.From(-1, -1, count: 1, valueBytes: 2_000_000))).Error);
        Assert.Equal(0, await EndAsync(broker));
    }

    private static async Task<BrokerFixture> StartAsync(int segmentBytes = 1 << 20)
    {
        var broker = await BrokerFixture.StartAsync();
        await broker.CreateAsync("t", 1, new() { ["segment.bytes"] = $"{segmentBytes}" });
        return broker;
    }

    private static async Task<(ErrorCode Error, long Offset)> SendAsync(BrokerFixture broker, byte[] batch)
    {
        using var connection = await RawConnection.OpenAsync(broker);
        return Read(await connection.AskAsync(ApiKey.Produce, 3, body =>
        {
            body.String(null);
            body.Int16(-1);
            body.Int32(1000);
            body.ArrayLength(1);
            body.String("t");
            body.ArrayLength(1);
            body.Int32(0);
            body.Bytes(batch);
        }));

        static (ErrorCode, long) Read(byte[] answer)
        {
            var reader = new WireReader(answer, 0, flexible: false);
            reader.ArrayLength();
            reader.String();
            reader.ArrayLength();
            reader.Int32();
            return ((ErrorCode)reader.Int16(), reader.Int64());
        }
    }

    private static async Task<long> EndAsync(BrokerFixture broker)
    {
        using var connection = await RawConnection.OpenAsync(broker);
        var answer = await connection.AskAsync(ApiKey.ListOffsets, 1, body =>
        {
            body.Int32(-1);
            body.ArrayLength(1);
            body.String("t");
            body.ArrayLength(1);
            body.Int32(0);
            body.Int64(-1);
        });
        return BinaryPrimitives.ReadInt64BigEndian(answer.AsSpan(answer.Length - 8));
    }

    private static async Task<long> ProducerIdAsync(BrokerFixture broker)
    {
        using var connection = await RawConnection.OpenAsync(broker);
        var answer = await connection.AskAsync(ApiKey.InitProducerId, 0, body =>
        {
            body.String(null);
            body.Int32(1000);
        });
        return BinaryPrimitives.ReadInt64BigEndian(answer.AsSpan(6));
    }
}
