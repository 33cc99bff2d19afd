namespace ServerlessIot.Steps.Tests.Archive;

public sealed class ArchiveHistoryTest : IDisposable
{
    private const int Batches = 60;
    private readonly ArchiveRig rig = new();

    public void Dispose() => rig.Dispose();

    [Fact]
    public async Task Rows_that_were_given_are_not_held_on_to()
    {
        // 4 MB of text in each batch: 240 MB in all.
        var text = new string('x', 100_000);
        for (var batch = 0; batch < Batches; batch++)
        {
            await rig.StoreAsync(Enumerable.Range(0, 20).Select(i => rig.Row("a", i, 1) with { Attributes = [new("note", text)] }));
            rig.Now += TimeSpan.FromMinutes(1);
        }

        rig.Forget();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var (rows, most) = (0, 0L);
        await foreach (var _ in rig.History.ReadAsync("demo", "a", 0, long.MaxValue, null, default))
        {
            if (++rows % 100 == 0) most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
        }

        Assert.Equal(Batches * 20, rows);
        Assert.InRange(most, 0, 60 << 20);
    }
}
