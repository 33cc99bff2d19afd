using System.Buffers.Binary;
using ServerlessIot.Domain.Archive;
using ServerlessIot.Domain.Archive.Columns;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Tests.Archive.Columns;

/// <summary>Damaged chunks: one kind of exception, and never rows that differ from those that were encoded.</summary>
public sealed class ColumnChunkFuzzTest
{
    private static readonly ChunkModel Model = ChunkModel.Learn([Rows.Car("VIN1", 60, seed: 1), Rows.Car("VIN2", 60, seed: 2)]);

    private static readonly byte[][] Chunks =
    [
        ColumnChunk.Encode([Rows.One]),
        ColumnChunk.Encode(Rows.Car("VIN3", 83, seed: 3)),
        ColumnChunk.Encode(Rows.Make(50, i => Rows.One with { Id = $"id-{i % 7}-{i}", Status = i % 3 == 0 ? null : "on", Measurements = [new("a", i * 0.1), new($"b{i % 4}", Math.Sqrt(i))] })),
        ColumnChunk.Encode(Rows.Make(40, i => Rows.One with { Measurements = [.. Enumerable.Range(0, 128).Select(at => new Measurement($"m{i}.{at}", at))] })),
    ];

    [Fact]
    public void Any_flipped_bit_is_noticed()
    {
        foreach (var chunk in Chunks)
        {
            for (var bit = 0; bit < Math.Min(chunk.Length, 600) * 8; bit++)
            {
                var damaged = chunk.ToArray();
                damaged[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.Throws<ChunkCorruptException>(() => ColumnChunk.Decode(damaged));
            }
        }
    }

    [Fact]
    public void Any_missing_or_further_bytes_are_noticed()
    {
        foreach (var chunk in Chunks)
        {
            for (var length = 0; length < chunk.Length; length++) Assert.Throws<ChunkCorruptException>(() => ColumnChunk.Decode(chunk.AsSpan(0, length)));
            Assert.Throws<ChunkCorruptException>(() => ColumnChunk.Decode([.. chunk, 0]));
        }
    }

    [Fact]
    public void Random_bytes_are_no_chunk()
    {
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            if (bytes.Length > 0 && i % 2 == 0) bytes[0] = 1;
            Assert.Throws<ChunkCorruptException>(() => ColumnChunk.Decode(bytes));
        }
    }

    /// <summary>Damage that its author has put the right checksum on.</summary>
    [Fact]
    public void Behind_a_right_checksum_there_is_no_other_exception()
    {
        var random = new Random(2);
        var refused = 0;
        for (var i = 0; i < 3_000; i++)
        {
            var damaged = Chunks[i % Chunks.Length].ToArray();
            for (var n = random.Next(1, 4); n > 0; n--) damaged[random.Next(5, damaged.Length)] = (byte)random.Next(256);
            if (i % 3 == 0) damaged = damaged[..random.Next(7, damaged.Length + 1)];
            if (i % 5 == 0) random.NextBytes(damaged.AsSpan(7));
            refused += Try(damaged, () => ColumnChunk.Decode(Sealed(damaged)));
        }

        Assert.True(refused > 1_000);
    }

    [Fact]
    public void A_damaged_model_is_noticed()
    {
        var random = new Random(3);
        var bytes = Model.Bytes.ToArray();
        for (var i = 0; i < 2_000; i++)
        {
            var damaged = bytes.ToArray();
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            Assert.Throws<ChunkCorruptException>(() => ChunkModel.Read(damaged));
            Assert.Throws<ChunkCorruptException>(() => ChunkModel.Read(bytes.AsMemory(1, random.Next(1, bytes.Length))));
        }
    }

    /// <summary>A chunk that claims many rows of many columns in a few bytes costs no more memory than the limits say.</summary>
    [Fact]
    public void A_few_bytes_do_not_take_unbounded_memory()
    {
        var random = new Random(4);
        for (var i = 0; i < 30; i++)
        {
            var bytes = new byte[64];
            random.NextBytes(bytes);
            (bytes[0], bytes[5], bytes[6], bytes[7], bytes[8]) = (1, 0, 0x80, 0x80, 0x08);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Try(bytes, () => ColumnChunk.Decode(Sealed(bytes)));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1L << 30);
        }
    }

    private static int Try(byte[] bytes, Action decode)
    {
        try
        {
            decode();
            return 0;
        }
        catch (ChunkCorruptException)
        {
            return 1;
        }
        catch (Exception other)
        {
            throw new InvalidOperationException(Convert.ToHexString(bytes), other);
        }
    }

    private static byte[] Sealed(byte[] chunk)
    {
        var crc = Crc32C.Of(chunk.AsSpan(5), Crc32C.Of(chunk.AsSpan(0, 1)));
        BinaryPrimitives.WriteUInt32LittleEndian(chunk.AsSpan(1), crc);
        return chunk;
    }
}
