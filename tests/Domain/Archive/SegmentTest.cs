using ServerlessIot.Domain.Archive;
using ServerlessIot.Domain.Archive.Columns;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Tests.Archive;

public sealed class SegmentTest
{
    [Theory]
    [InlineData(ChunkFormat.JsonLines, 60, 20, false)]
    [InlineData(ChunkFormat.Columns, 60, 20, true)]
    [InlineData(ChunkFormat.Columns, 10, 20, false)]
    [InlineData(ChunkFormat.Columns, 3, 9000, false)]
    [InlineData(ChunkFormat.JsonLines, 1, 1, false)]
    public void Every_row_is_in_the_chunk_that_the_index_names(ChunkFormat format, int devices, int rows, bool modelled)
    {
        var (data, index, all) = Build(format, devices, rows);
        var root = Root(index);
        var model = root.Model is var (offset, length) ? ChunkModel.Read(index.AsMemory((int)offset, length)) : null;
        Assert.Equal((modelled, format, (long)all.Count, (long)data.Length), (model is not null, root.Format, root.Rows, root.Bytes));
        var found = new List<DeviceEvent>();
        foreach (var (chunk, _) in Chunks(index, root))
        {
            var decoded = ChunkCodec.Decode(format, data.AsMemory((int)chunk.Offset, chunk.Length), model);
            Assert.Equal((chunk.Rows, chunk.From, chunk.To), (decoded.Count, decoded[0].Time, decoded[^1].Time));
            Assert.All(decoded, row => Assert.Equal((chunk.Tenant, chunk.Device), (row.Tenant, row.Device)));
            Assert.True(chunk.Rows <= SegmentBuilder.MostRows);
            Assert.Equal(decoded.Min(row => row.Measurements[0].Value), chunk.Measures.Single(range => range.Name == "speed").Min);
            Assert.Equal(decoded.Max(row => row.Measurements[0].Value), chunk.Measures.Single(range => range.Name == "speed").Max);
            Assert.All(decoded, row => Assert.True(row.Position is null || chunk.Area!.Value.Contains(row.Position.Value)));
            found.AddRange(decoded);
        }

        Assert.Equal(all.Select(row => (row.Device, row.Id)), found.Select(row => (row.Device, row.Id)));
    }

    [Fact]
    public void Keys_lead_to_all_chunks_that_hold_them_and_to_few_others()
    {
        var (data, index, all) = Build(ChunkFormat.JsonLines, 200, 70);
        var root = Root(index);
        var chunks = Chunks(index, root).ToDictionary(pair => pair.Ordinal, pair => LineChunk.Decode(data.AsMemory((int)pair.Chunk.Offset, pair.Chunk.Length)));
        for (var batch = 0; batch < 12; batch++)
        {
            var holding = chunks.Where(chunk => chunk.Value.Exists(row => row.Attributes.Contains(new("batch", $"B{batch}")))).Select(chunk => chunk.Key);
            Assert.Equal(holding.Order(), Find(index, root.Attributes, [AttributeKey.Of("batch", $"B{batch}")]));
        }

        var area = new Area(48.0, 11.11, 48.02, 11.12);
        var touched = chunks.Where(chunk => chunk.Value.Exists(row => row.Position is { } place && area.Contains(place))).Select(chunk => chunk.Key).ToList();
        var asked = Find(index, root.Places, PlaceCells.Of(area)!);
        Assert.Superset(touched.ToHashSet(), asked.ToHashSet());
        Assert.InRange(asked.Count, 1, chunks.Count / 3);
        Assert.Equal(["serial"], root.Unlisted);
    }

    [Fact]
    public void Damage_is_seen_and_nothing_else_thrown()
    {
        var (_, index, all) = Build(ChunkFormat.JsonLines, 20, 10);
        var random = new Random(3);
        for (var i = 0; i < 2000; i++)
        {
            var damaged = index.ToArray();
            if (i % 2 == 0) damaged = damaged[..random.Next(damaged.Length)];
            else damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                var root = Root(damaged);
                Assert.Equal(all.Count, Chunks(damaged, root).Sum(pair => pair.Chunk.Rows));
                Find(damaged, root.Attributes, [AttributeKey.Of("batch", "B1")]);
            }
            catch (CorruptDataException)
            {
                continue;
            }
        }
    }

    [Fact]
    public void Rows_out_of_order_are_refused()
    {
        var builder = new SegmentBuilder(ChunkFormat.JsonLines);
        builder.Add(Row("b-01", 2, new Random(1)));
        Assert.Throws<ArgumentException>(() => builder.Add(Row("b-01", 1, new Random(1))));
        Assert.Throws<ArgumentException>(() => builder.Add(Row("a-01", 3, new Random(1))));
    }

    private static SegmentRoot Root(byte[] index)
    {
        if (index.Length < SegmentRoot.FooterLength) throw new CorruptDataException("too short");
        var (offset, length) = SegmentRoot.Locate(index.AsSpan(index.Length - SegmentRoot.FooterLength));
        return SegmentRoot.Read(Slice(index, offset, length));
    }

    private static IEnumerable<(SegmentChunk Chunk, int Ordinal)> Chunks(byte[] index, SegmentRoot root) =>
        root.Chunks.SelectMany(page => ChunkPage.Read(Slice(index, page.Offset, page.Length), root.Format).Select((chunk, i) => (chunk, page.First + i)));

    private static List<int> Find(byte[] index, IReadOnlyList<PostingPageEntry> pages, IReadOnlyList<ulong> keys)
    {
        var found = new SortedSet<int>();
        foreach (var page in PostingPageEntry.Holding(pages, keys)) PostingPage.Find(Slice(index, page.Offset, page.Length), keys, found);
        return [.. found];
    }

    private static ReadOnlyMemory<byte> Slice(byte[] index, long offset, int length) =>
        offset >= 0 && length >= 0 && offset + length <= index.Length ? index.AsMemory((int)offset, length) : throw new CorruptDataException("beyond the end");

    private static (byte[] Data, byte[] Index, List<DeviceEvent> Rows) Build(ChunkFormat format, int devices, int rows)
    {
        var (builder, random, data, all) = (new SegmentBuilder(format), new Random(7), new MemoryStream(), new List<DeviceEvent>());
        for (var device = 0; device < devices; device++)
        {
            for (var i = 0; i < rows; i++)
            {
                var row = Row($"device-{device:D4}", i, random);
                all.Add(row);
                builder.Add(row);
                if (i % 7 == 0) data.Write(builder.Take().Span);
            }
        }

        var index = builder.Finish();
        data.Write(builder.Take().Span);
        return (data.ToArray(), index, all);
    }

    private static DeviceEvent Row(string device, int i, Random random) => new()
    {
        Id = $"{device}-{i}",
        Tenant = "demo",
        Device = device,
        Type = "vehicle",
        Time = 1_767_225_600_000 + (i * 10_000),
        Arrived = 1_767_225_600_000 + (i * 10_000) + random.Next(50),
        Measurements = [new("speed", random.Next(1000) / 10.0), new("soc", 80 - (i / 100.0))],
        Position = random.Next(9) == 0 ? null : new Position(48 + (int.Parse(device[^2..].TrimStart((char)45), System.Globalization.CultureInfo.InvariantCulture) % 100 / 100.0), 11 + (device.Length / 100.0) + (i / 10_000.0)),
        Attributes = [new("batch", $"B{device[^1] % 12}"), new("serial", random.Next().ToString(System.Globalization.CultureInfo.InvariantCulture))],
        Origin = new Origin(0, 0, i, 0),
    };
}
