using System.Buffers.Binary;
using ServerlessIot.Broker.Tests.Storage;
using ServerlessIot.Broker.Wire;

namespace ServerlessIot.Broker.Tests.Network;

/// <summary>A fetch waits for what it wants, no longer than it wants.</summary>
public sealed class LongPollTests
{
    private const int Forever = 30_000;

    [Theory]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(11)]
    public async Task A_fetch_at_the_end_is_answered_by_the_next_record(short version)
    {
        await using var broker = await StartAsync();
        using var reader = await RawConnection.OpenAsync(broker);
        using var writer = await RawConnection.OpenAsync(broker);
        var fetching = FetchAsync(reader, version, Forever, minBytes: 1);

        await ProduceAsync(writer, 1);

        Assert.Equal(Batches.Plain(1).Length, await fetching);
    }

    [Fact]
    public async Task A_fetch_waits_until_there_are_as_many_bytes_as_it_wants()
    {
        await using var broker = await StartAsync();
        using var reader = await RawConnection.OpenAsync(broker);
        using var writer = await RawConnection.OpenAsync(broker);
        var size = Batches.Plain(1).Length;
        await ProduceAsync(writer, 1);
        var fetching = FetchAsync(reader, 11, Forever, minBytes: 3 * size);
        await ProduceAsync(writer, 1);
        Assert.False(fetching.IsCompleted);

        await ProduceAsync(writer, 1);

        Assert.Equal(3 * size, await fetching);
    }

    [Fact]
    public async Task A_fetch_that_waited_long_enough_is_answered_with_nothing()
    {
        await using var broker = await StartAsync();
        using var reader = await RawConnection.OpenAsync(broker);

        Assert.Equal(0, await FetchAsync(reader, 11, maxWaitMs: 20, minBytes: 1));
    }

    [Fact]
    public async Task A_waiting_fetch_ends_when_its_topic_is_deleted()
    {
        await using var broker = await StartAsync();
        using var reader = await RawConnection.OpenAsync(broker);
        var fetching = FetchAsync(reader, 11, Forever, minBytes: 1);
        using var admin = broker.Admin();

        await admin.DeleteTopicsAsync(["t"]);

        Assert.Equal(-(int)ErrorCode.UnknownTopicOrPartition, await fetching);
    }

    [Fact]
    public async Task A_waiting_fetch_does_not_hold_up_the_broker_s_end()
    {
        await using var broker = await StartAsync();
        using var reader = await RawConnection.OpenAsync(broker);
        await reader.SendAsync(Fetch(11, Forever, 1));

        await broker.CloseAsync().WaitAsync(TimeSpan.FromMilliseconds(Forever / 2));
    }

    private static async Task<BrokerFixture> StartAsync()
    {
        var broker = await BrokerFixture.StartAsync();
        await broker.CreateAsync("t", 1);
        return broker;
    }

    private static byte[] Fetch(short version, int maxWaitMs, int minBytes) => RawConnection.Frame(ApiKey.Fetch, version, Body(version, maxWaitMs, minBytes));

    private static Action<WireWriter> Body(short version, int maxWaitMs, int minBytes) => body =>
    {
        body.Int32(-1);
        body.Int32(maxWaitMs);
        body.Int32(minBytes);
        body.Int32(1 << 20);
        body.Byte(0);
        if (version >= 7)
        {
            body.Int32(0);
            body.Int32(-1);
        }

        body.ArrayLength(1);
        body.String("t");
        body.ArrayLength(1);
        body.Int32(0);
        if (version >= 9)
            body.Int32(-1);
        body.Int64(0);
        if (version >= 5)
            body.Int64(-1);
        body.Int32(1 << 20);
        if (version >= 7)
            body.ArrayLength(0);
        if (version >= 11)
            body.String("");
    };

    /// <summary>Bytes of records that came, or the negative error.</summary>
    private static async Task<int> FetchAsync(RawConnection connection, short version, int maxWaitMs, int minBytes)
    {
        var answer = await connection.AskAsync(ApiKey.Fetch, version, Body(version, maxWaitMs, minBytes));

        // Before the topic's name: throttle, from 7 error and session, array length. After it: array length, partition, error.
        var error = (version >= 7 ? 14 : 8) + 3 + 8;
        var code = BinaryPrimitives.ReadInt16BigEndian(answer.AsSpan(error));
        var length = error + 2 + 16 + (version >= 5 ? 8 : 0) + 4 + (version >= 11 ? 4 : 0);
        return code != 0 ? -code : BinaryPrimitives.ReadInt32BigEndian(answer.AsSpan(length));
    }

    private static Task<byte[]> ProduceAsync(RawConnection connection, int count) => connection.AskAsync(ApiKey.Produce, 3, body =>
    {
        body.String(null);
        body.Int16(-1);
        body.Int32(1000);
        body.ArrayLength(1);
        body.String("t");
        body.ArrayLength(1);
        body.Int32(0);
        body.Bytes(Batches.Plain(count));
    });
}
