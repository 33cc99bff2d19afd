using ServerlessIot.Domain.Archive;
using ServerlessIot.Domain.Archive.Columns;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Tests.Archive;

public sealed class SegmentIndexTest
{
    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(400)]
    public void An_index_without_a_device_is_that_of_a_segment_without_it_but_for_the_bytes(int devices)
    {
        var (index, chunks) = Build(devices, _ => true);
        var gone = Device(devices / 2);
        var trimmed = SegmentIndex.Without(index, chunk => chunk.Device == gone);
        if (devices == 1)
        {
            Assert.Null(trimmed);
            return;
        }

        var (_, others) = Build(devices, device => device != gone);
        Assert.Equal(others.Sum(chunk => chunk.Rows), trimmed!.Rows);
        var after = Read(trimmed.Index);
        Assert.Equal(others.Select(chunk => (chunk.Device, chunk.Rows, chunk.From, chunk.To)), after.Chunks.Select(chunk => (chunk.Device, chunk.Rows, chunk.From, chunk.To)));
        Assert.Equal(chunks.Where(chunk => chunk.Device != gone).Select(chunk => (chunk.Offset, chunk.Length)), after.Chunks.Select(chunk => (chunk.Offset, chunk.Length)));
        for (var i = 0; i < 7; i++) Assert.Equal(Holding(others, i), Find(after.Root, trimmed.Index, AttributeKey.Of("batch", "B" + i)).Select(place => after.Chunks[place].Device));
        Assert.Empty(Find(after.Root, trimmed.Index, AttributeKey.Of("name", gone)));
        // A model of samples stays what it was.
        Assert.Equal(Model(index), Model(trimmed.Index));
    }

    [Fact]
    public void Damage_is_told_of()
    {
        var (index, _) = Build(5, _ => true);
        for (var cut = 0; cut < index.Length; cut += 7) Assert.Throws<CorruptDataException>(() => SegmentIndex.Without(index.AsMemory(0, cut), _ => false));
    }

    private static string Device(int i) => $"device-{i:D4}";

    private static IEnumerable<string> Holding(IEnumerable<SegmentChunk> chunks, int batch) => chunks.Where(chunk => int.Parse(chunk.Device[7..]) % 7 == batch).Select(chunk => chunk.Device);

    private static (byte[] Index, IReadOnlyList<SegmentChunk> Chunks) Build(int devices, Func<string, bool> with)
    {
        var builder = new SegmentBuilder(ChunkFormat.Columns);
        for (var i = 0; i < devices; i++)
        {
            if (!with(Device(i))) continue;
            for (var row = 0; row < 3; row++)
            {
                builder.Add(new DeviceEvent
                {
                    Id = "id",
                    Tenant = "t",
                    Device = Device(i),
                    Type = "temperature",
                    Time = 1000 + i + row,
                    Arrived = 2000 + row,
                    Measurements = [new("value", i)],
                    Position = new(i % 80, row),
                    Attributes = [new("batch", "B" + (i % 7)), new("name", Device(i))],
                    Origin = new(0, 0, i, row),
                });
            }
        }

        var index = builder.Finish();
        return (index, index.Length == 0 ? [] : Read(index).Chunks);
    }

    private static (SegmentRoot Root, List<SegmentChunk> Chunks) Read(byte[] index)
    {
        var root = Root(index);
        return (root, root.Chunks.SelectMany(page => ChunkPage.Read(index.AsMemory((int)page.Offset, page.Length), root.Format)).ToList());
    }

    private static SegmentRoot Root(byte[] index)
    {
        var (offset, length) = SegmentRoot.Locate(index.AsSpan(index.Length - SegmentRoot.FooterLength));
        return SegmentRoot.Read(index.AsMemory((int)offset, length));
    }

    private static SortedSet<int> Find(SegmentRoot root, byte[] index, ulong key)
    {
        var found = new SortedSet<int>();
        foreach (var page in PostingPageEntry.Holding(root.Attributes, [key])) PostingPage.Find(index.AsMemory((int)page.Offset, page.Length), [key], found);
        return found;
    }

    private static List<string> Model(byte[] index) => Root(index).Model is var (offset, length) ? [.. ChunkModel.RowsOf(index.AsMemory((int)offset, length)).Select(row => row.Device)] : [];
}
