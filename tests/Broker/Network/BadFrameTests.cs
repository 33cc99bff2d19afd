using System.Text;
using Confluent.Kafka;
using ServerlessIot.Broker.Wire;

namespace ServerlessIot.Broker.Tests.Network;

/// <summary>Nonsense on one connection closes that connection, with a log line, and nobody else notices.</summary>
public sealed class BadFrameTests
{
    public static TheoryData<string, string> Nonsense => new()
    {
        { "length zero", "00000000" },
        { "negative length", "FFFFFFFF" },
        { "length below a header", "0000000400030001" },
        { "length of 2 GB", "7FFFFFFF0003000100000007" },
        { "unknown kind of request", "0000000A" + "03E7000000000007FFFF" },
        { "unknown version", "0000000A" + "00030063" + "00000007" + "FFFF" },
        { "old fetch", "0000000A" + "00010000" + "00000007" + "FFFF" },
        { "header cut off within the client id", "0000000C" + "00030001" + "00000007" + "00FF6162" },
        { "body cut off", "0000000C" + "00030001" + "00000007" + "FFFF" + "0000" },
        { "array of two billion topics", "0000000E" + "00030001" + "00000007" + "FFFF" + "7FFFFFFF" },
        { "negative string", "00000012" + "000A0000" + "00000007" + "FFFF" + "FF00" + "000000000000" },
        { "name that is not UTF-8", "00000012" + "00030001" + "00000007" + "FFFF" + "00000001" + "0002C328" },
        { "endless varint in a flexible header", "00000010" + "00030009" + "00000007" + "FFFF" + "FFFFFFFFFFFF" },
        { "another protocol", Convert.ToHexString(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: x\r\n\r\n")) },
        { "a TLS hello", "160301020001000001FC0303" },
    };

    [Theory]
    [MemberData(nameof(Nonsense))]
    public async Task Nonsense_closes_its_connection_only(string what, string bytes)
    {
        var log = new LogLines();
        await using var broker = new BrokerFixture();
        await broker.OpenAsync(log: log);
        using var neighbour = await RawConnection.OpenAsync(broker);
        await AskVersionsAsync(neighbour);
        using var bad = await RawConnection.OpenAsync(broker);

        await bad.SendAsync(Convert.FromHexString(bytes));
        await bad.ClosedAsync();

        Assert.True(log.Lines.Count(line => line.StartsWith("Warning 7 ", StringComparison.Ordinal)) == 1, $"{what}: {string.Join('\n', log.Lines)}");
        await AskVersionsAsync(neighbour);
    }

    [Fact]
    public async Task A_frame_that_ends_with_its_connection_is_logged()
    {
        var log = new LogLines();
        await using var broker = new BrokerFixture();
        await broker.OpenAsync(log: log);
        using var bad = await RawConnection.OpenAsync(broker);

        await bad.SendAsync(Convert.FromHexString("0000006400030001"));
        bad.FinishSending();
        await bad.ClosedAsync();

        Assert.Contains(log.Lines, line => line.Contains("ended within a frame", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_frame_that_never_ends_is_given_up()
    {
        var log = new LogLines();
        await using var broker = new BrokerFixture();
        await broker.OpenAsync(options => options with { StallTimeout = TimeSpan.FromMilliseconds(200) }, log);
        using var bad = await RawConnection.OpenAsync(broker);

        await bad.SendAsync(Convert.FromHexString("0000006400030001"));
        await bad.ClosedAsync();

        Assert.Contains(log.Lines, line => line.StartsWith("Warning 14 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task More_connections_than_allowed_are_refused_until_one_ends()
    {
        await using var broker = await BrokerFixture.StartAsync(options => options with { MaxConnections = 2 });
        using var first = await RawConnection.OpenAsync(broker);
        using var second = await RawConnection.OpenAsync(broker);
        await AskVersionsAsync(first);
        await AskVersionsAsync(second);
        using var third = await RawConnection.OpenAsync(broker);
        await third.ClosedAsync();

        await AskVersionsAsync(first);
    }

    [Fact]
    public async Task A_newer_client_is_told_the_versions_in_the_oldest_form()
    {
        await using var broker = await BrokerFixture.StartAsync();
        using var client = await RawConnection.OpenAsync(broker);

        var answer = await client.AskAsync(ApiKey.ApiVersions, 99, _ => { });

        Assert.Equal((short)ServerlessIot.Broker.Wire.ErrorCode.UnsupportedVersion, new WireReader(answer, 0, flexible: false).Int16());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public async Task A_frame_may_arrive_in_pieces_of_any_size(int size)
    {
        await using var broker = await BrokerFixture.StartAsync();
        using var client = await RawConnection.OpenAsync(broker);
        var frames = RawConnection.Frame(ApiKey.ApiVersions, 0, _ => { }).Concat(RawConnection.Frame(ApiKey.ApiVersions, 0, _ => { })).ToArray();

        for (var i = 0; i < frames.Length; i += size)
            await client.SendAsync(frames.AsMemory(i, Math.Min(size, frames.Length - i)));

        await AskVersionsAsync(client);
    }

    [Fact]
    public async Task Random_bytes_after_a_valid_length_never_stop_the_broker()
    {
        var log = new LogLines();
        await using var broker = new BrokerFixture();
        await broker.OpenAsync(log: log);
        var random = new Random(20261120);
        for (var i = 0; i < 300; i++)
        {
            using var bad = await RawConnection.OpenAsync(broker);
            var body = new byte[random.Next(10, 200)];
            random.NextBytes(body);

            // A known kind and version, so that the handler itself reads the nonsense. Joins may wait for others: left out.
            ApiKey[] keys = [ApiKey.Produce, ApiKey.Fetch, ApiKey.ListOffsets, ApiKey.Metadata, ApiKey.OffsetCommit, ApiKey.OffsetFetch, ApiKey.CreateTopics, ApiKey.DescribeConfigs];
            var key = keys[random.Next(keys.Length)];
            (body[0], body[1], body[2], body[3]) = (0, (byte)key, 0, 4);
            (body[8], body[9]) = (0xFF, 0xFF);
            await bad.SendAsync((byte[])[0, 0, 0, (byte)body.Length, .. body]);
            bad.FinishSending();
            await bad.ReadToEndAsync();
        }

        using var producer = broker.Producer();
        var written = await producer.ProduceAsync("t", new Message<string, byte[]> { Value = [1] });
        Assert.Equal(PersistenceStatus.Persisted, written.Status);
        Assert.DoesNotContain(log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    private static Task<byte[]> AskVersionsAsync(RawConnection connection) => connection.AskAsync(ApiKey.ApiVersions, 0, _ => { });
}
