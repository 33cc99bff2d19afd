using ServerlessIot.Domain.Archive;
using ServerlessIot.Domain.Archive.Columns;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Tests.Archive.Columns;

public sealed class ColumnChunkTest
{
    [Fact]
    public void One_row_comes_back() => Rows.RoundTrip([Rows.One]);

    [Fact]
    public void A_row_that_has_nothing_comes_back() => Rows.RoundTrip([Rows.One with { Measurements = [], Position = null, Status = null, Attributes = [], Origin = default }]);

    [Fact]
    public void Rows_take_a_small_part_of_their_lines()
    {
        var rows = Rows.Car("VIN00000000000001", 2_500, seed: 1);
        var chunk = Rows.RoundTrip(rows);
        Assert.InRange(chunk.Length, 1, rows.Sum(row => Rows.Line(row).Length) / 30);
    }

    [Fact]
    public void The_order_of_rows_is_kept()
    {
        var rows = Rows.Car("VIN1", 300, seed: 2);
        new Random(3).Shuffle(rows);
        Rows.RoundTrip(rows);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(double.Epsilon)]
    [InlineData(2.2250738585072009E-308)]
    [InlineData(1e300)]
    [InlineData(double.MaxValue)]
    [InlineData(0.1 + 0.2)]
    [InlineData(74.93588199999998)]
    [InlineData(9007199254740993.0)]
    [InlineData(1e-7)]
    public void Every_double_comes_back_bit_for_bit(double odd)
    {
        CheckDouble(odd);
        CheckDouble(-odd);
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    [InlineData(0L)]
    public void Every_time_and_offset_comes_back(long odd)
        => Rows.RoundTrip(Rows.Make(6, i => Rows.One with { Time = i == 2 ? odd : i, Arrived = i == 4 ? odd : i, Origin = new Origin(i, int.MaxValue - i, i == 3 ? odd : i, int.MinValue + i) }));

    [Fact]
    public void Ids_that_follow_from_the_content_take_no_room()
    {
        var derived = Rows.Car("VIN1", 500, seed: 4);
        var indexed = Array.ConvertAll(derived, row => row with { Id = $"{row.Id}#{row.Origin.Index}" });
        var random = new Random(5);
        var foreign = Array.ConvertAll(derived, row => row with { Id = Convert.ToHexStringLower(Bytes(random, 16)) });
        var size = Rows.RoundTrip(derived).Length;
        Assert.InRange(Rows.RoundTrip(indexed).Length, size, size + 4);
        Assert.InRange(Rows.RoundTrip(foreign).Length, size + (500 * 16), size + (500 * 16) + 80);
    }

    [Fact]
    public void Random_UUIDs_take_the_room_of_their_random_bits()
    {
        var random = new Random(6);
        var rows = Rows.Make(1_000, i => Rows.One with { Id = Uuid(random, 4), Time = i });
        var same = Array.ConvertAll(rows, row => row with { Id = "same" });
        Assert.InRange(Rows.RoundTrip(rows).Length - Rows.RoundTrip(same).Length, 15_000, 15_400);
    }

    [Fact]
    public void Ids_that_count_take_next_to_nothing()
    {
        foreach (var id in new Func<int, string>[] { i => $"{i}", i => $"boot-17/msg-{i + 95:0000}", i => $"0-3-{i * 2}-0", i => $"{i:000000000000000000}", i => $"a{i}b{i}c{i}" })
            Assert.InRange(Rows.RoundTrip(Rows.Make(1_000, i => Rows.One with { Id = id(i) })).Length, 1, 400);
    }

    [Fact]
    public void Texts_of_every_kind_come_back()
    {
        string[] texts =
        [
            "", " ", "\0", "\u0001\u0002", "\u0002", "\u0005x9", "\u0004", "007", "0", "00", "1234567890123456789012345678901234567890", "999999999999999999", "1000000000000000000",
            "x0123456789abcdef0123", "deadbeefdeadbeef", "DEADBEEFDEADBEEF", "0123456789abcdef0", "3f2504e0-4f89-11d3-9a0c-0305e82c3301", "3F2504E0-4F89-11D3-9A0C-0305E82C3301",
            "018f3f6e-7b1c-7abc-8def-0123456789ab-5", "a3f2504e0-4f89-11d3-9a0c-0305e82c3301", "温度 7", "😀12", "\ud800", "x\udc00 1", "é°\uffff", "1.2.3.4.5.6.7.8.9.10.11.12.13.14", "٣",
        ];
        Rows.RoundTrip(Rows.Make(texts.Length * 3, i => Text(texts[i % texts.Length])));
        foreach (var text in texts)
        {
            Rows.RoundTrip([Text(text)]);
            Rows.RoundTrip(Rows.Make(40, i => Text(i % 7 == 0 ? text : $"{text}{i}")));
        }
    }

    [Fact]
    public void Very_long_texts_come_back() => Rows.RoundTrip([Rows.One, Text(new string('z', 65_535)), Text(new string('z', 65_536)), Text(string.Concat(Enumerable.Range(0, 50_000)))]);

    [Fact]
    public void Rows_of_different_shapes_come_back()
    {
        string[] names = ["a", "b", "a", "c", "", "b", "long name with 1 digit"];
        Rows.RoundTrip(Rows.Make(200, i => Rows.One with
        {
            Type = i % 11 == 0 ? "other" : "usual",
            Status = i % 3 == 0 ? null : i % 5 == 0 ? "" : "on",
            Position = i % 4 == 0 ? null : new Position(i, -i, i % 4 == 1 ? i * 0.1 : null),
            Measurements = [.. names.Skip(i % 5).Select((name, at) => new Measurement(name, i * at / 8.0))],
            Attributes = [.. names.Reverse().Take(i % 6).Select(name => KeyValuePair.Create(name, $"{name}{i % 9}"))],
            Schema = 1 + (i % 2),
        }));
    }

    [Fact]
    public void Names_that_are_new_in_every_row_come_back()
        => Rows.RoundTrip(Rows.Make(120, i => Rows.One with { Measurements = [.. Enumerable.Range(0, 64).Select(at => new Measurement($"m{(i * 64) + at}", at))] }));

    [Theory]
    [InlineData(4)]
    [InlineData(300_000)]
    [InlineData(1L << 40)]
    public void Numbers_that_differ_in_steps_take_the_room_of_the_steps(long step)
    {
        var random = new Random(8);
        var counts = Enumerable.Range(0, 1_000).Select(_ => random.Next(-8, 8)).ToArray();
        int Size(long unit, long start) => Rows.RoundTrip(Rows.Make(1_000, i => Rows.One with { Arrived = Rows.One.Time, Time = start + (counts[i] * unit), Origin = default })).Length;
        Assert.InRange(Size(step, 7), 1, Size(1, 7) + 300);
        Assert.InRange(Size(step, -7), 1, Size(1, -7) + 300);
    }

    [Fact]
    public void Many_rows_come_back() => Rows.RoundTrip(Rows.Car("VIN1", 100_000, seed: 7));

    [Fact]
    public void A_model_makes_small_chunks_smaller()
    {
        var model = ChunkModel.Learn([.. Enumerable.Range(0, 12).Select(i => Rows.Car($"VIN{i}", 83, seed: i))]);
        var rows = Rows.Car("VIN77", 83, seed: 77);
        var alone = Rows.RoundTrip(rows).Length;
        Assert.InRange(Rows.RoundTrip(rows, model).Length, 1, alone * 0.8);
        var read = ChunkModel.Read(model.Bytes);
        Assert.Equal(ColumnChunk.Encode(rows, model), ColumnChunk.Encode(rows, read));
        Rows.Equal(rows[82], ColumnChunk.Decode(ColumnChunk.Encode(rows, model), read)[82]);
    }

    [Fact]
    public void A_model_fits_rows_that_it_has_not_seen()
    {
        var model = ChunkModel.Learn([Rows.Car("VIN1", 83, seed: 1)]);
        Rows.RoundTrip([Rows.One], model);
        Rows.RoundTrip(Rows.Make(50, i => Rows.Car("VIN2", 50, 2)[i] with { Measurements = [new("speed", Math.Sqrt(i)), new("new", i)], Position = null }), model);
        Rows.RoundTrip([Rows.One], ChunkModel.Learn([]));
    }

    [Fact]
    public void A_chunk_is_read_with_its_own_model_only()
    {
        var rows = Rows.Car("VIN1", 83, seed: 1);
        var (model, other) = (ChunkModel.Learn([rows]), ChunkModel.Learn([Rows.Car("VIN2", 83, seed: 2)]));
        var chunk = ColumnChunk.Encode(rows, model);
        Assert.Throws<ChunkCorruptException>(() => ColumnChunk.Decode(chunk));
        Assert.Throws<ChunkCorruptException>(() => ColumnChunk.Decode(chunk, other));
        Assert.Throws<ChunkCorruptException>(() => ColumnChunk.Decode(ColumnChunk.Encode(rows), model));
    }

    [Fact]
    public void Encoding_twice_gives_the_same_bytes()
    {
        var rows = Rows.Car("VIN1", 83, seed: 1);
        var model = ChunkModel.Learn([rows]);
        Assert.Equal(ColumnChunk.Encode(rows, model), ColumnChunk.Encode(rows, model));
    }

    [Fact]
    public void Rows_of_two_devices_and_no_rows_are_refused()
    {
        Assert.Throws<ArgumentException>(() => ColumnChunk.Encode([]));
        Assert.Throws<ArgumentException>(() => ColumnChunk.Encode([Rows.One, Rows.One with { Device = "other" }]));
        Assert.Throws<ArgumentException>(() => ColumnChunk.Encode([Rows.One, Rows.One with { Tenant = "other" }]));
        Assert.Throws<ArgumentException>(() => ColumnChunk.Encode([.. Enumerable.Repeat(Rows.One, ColumnChunk.MostRows + 1)]));
        Assert.Throws<ArgumentNullException>(() => ColumnChunk.Encode(null!));
    }

    private static void CheckDouble(double odd)
    {
        Rows.RoundTrip(Rows.Make(9, i => Rows.One with { Measurements = [new("a", i == 5 ? odd : i / 10.0)], Position = new Position(odd, i / 4.0, i < 4 ? null : odd) }));
        Rows.RoundTrip(Rows.Make(9, i => Rows.One with { Measurements = [new("a", odd)], Position = new Position(i, odd, odd) }));
    }

    private static DeviceEvent Text(string text)
        => Rows.One with { Id = "x" + text, Status = text, Type = "t" + text, Measurements = [new(text, 1)], Attributes = [new(text, text), new("other", text)] };

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static string Uuid(Random random, int version)
    {
        var bytes = Bytes(random, 16);
        bytes[6] = (byte)((bytes[6] & 15) | (version << 4));
        bytes[8] = (byte)((bytes[8] & 63) | 128);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
