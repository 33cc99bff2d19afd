using Confluent.Kafka;
using ServerlessIot.Broker.Tests.Network;

namespace ServerlessIot.Broker.Tests.Storage;

/// <summary>What a crash may leave at the end of a segment's file is cut off at the next start.</summary>
public sealed class TailTests
{
    public static TheoryData<string, int> Damages => new()
    {
        { "half of the last batch is missing", 2 },
        { "the last byte is missing", 2 },
        { "a byte of the last batch is wrong", 2 },
        { "random bytes follow", 3 },
        { "zeros follow", 3 },
        { "the start of a batch follows", 3 },
        { "an old batch follows", 3 },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_torn_tail_is_cut_off_and_writing_goes_on_behind_the_last_whole_batch(string damage, int left)
    {
        var log = new LogLines();
        await using var broker = await BrokerFixture.StartAsync();
        await broker.CreateAsync("t", 1);
        await WriteAsync(broker, "0", "1", "2");
        await broker.CloseAsync();
        var file = Directory.GetFiles(broker.Directory, "*.log", SearchOption.AllDirectories).Single();
        File.WriteAllBytes(file, Damage(damage, File.ReadAllBytes(file)));

        await broker.OpenAsync(log: log);
        await WriteAsync(broker, "next");

        Assert.Contains(log.Lines, line => line.StartsWith("Warning 4 ", StringComparison.Ordinal));
        var records = broker.Read("t", left + 1);
        Assert.Equal([.. Enumerable.Range(0, left).Select(i => $"{i}"), "next"], records.Select(record => record.Message.Key));
        Assert.Equal(Enumerable.Range(0, left + 1).Select(i => (long)i), records.Select(record => record.Offset.Value));
    }

    private static byte[] Damage(string damage, byte[] bytes)
    {
        var batch = bytes.Length / 3;
        switch (damage)
        {
            case "half of the last batch is missing":
                return bytes[..^(batch / 2)];
            case "the last byte is missing":
                return bytes[..^1];
            case "a byte of the last batch is wrong":
                bytes[^3] ^= 0x10;
                return bytes;
            case "random bytes follow":
                var garbage = new byte[1000];
                new Random(1).NextBytes(garbage);
                return [.. bytes, .. garbage];
            case "zeros follow":
                return [.. bytes, .. new byte[4096]];
            case "the start of a batch follows":
                return [.. bytes, .. bytes[..40]];
            default:
                return [.. bytes, .. bytes[..batch]];
        }
    }

    private static async Task WriteAsync(BrokerFixture broker, params string[] keys)
    {
        using var producer = broker.Producer();
        foreach (var key in keys)
            await producer.ProduceAsync("t", new Message<string, byte[]> { Key = key, Value = new byte[50] });
    }
}
