using ServerlessIot.EndToEnd.Tests.Running;
using Xunit.Abstractions;

namespace ServerlessIot.Faults.Tests.Processes.Disk;

/// <summary>The disk under the log, or under the blob store, takes no more writes for a while. What cannot be written is not acknowledged, and what
/// was acknowledged stays.</summary>
[Trait("Length", "Long")]
public sealed class DiskTest(ITestOutputHelper output)
{
    private const int DiskMebibytes = 192;
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan StandsStill = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    [Fact]
    public async Task A_full_disk_under_the_log_stops_acknowledgements_and_loses_nothing()
    {
        using var disk = new SmallDisk(DiskMebibytes);
        await using var edition = await UpAsync(disk, "kafka");
        using var bridge = await BridgeProbe.OpenAsync(edition);
        await bridge.MoreAcknowledgedAsync(2_000);
        var before = edition.Parts["broker"];

        disk.Fill();
        await StandsStillAsync(bridge, edition);
        var full = await bridge.WatchAsync(Outage);
        var acknowledged = await bridge.AcknowledgedAsync();
        disk.Free();
        await bridge.MoreAcknowledgedAsync(1_000);

        Assert.False(full[^1].Ready);
        Assert.All(full, sample => Assert.True(sample.Alive));
        Assert.Equal((before.Pid, 0), (edition.Parts["broker"].Pid, edition.Parts["broker"].Restarts));
        var books = await Balance.DemandAsync(edition, acknowledged + 1_000, Patience);
        output.WriteLine($"figures: log's disk full for {Outage.TotalSeconds} s: {Balance.Line(books)}");
    }

    [Fact]
    public async Task A_broker_that_dies_on_a_full_disk_comes_back_with_all_it_acknowledged()
    {
        using var disk = new SmallDisk(DiskMebibytes);
        await using var edition = await UpAsync(disk, "kafka");
        using var bridge = await BridgeProbe.OpenAsync(edition);
        await bridge.MoreAcknowledgedAsync(2_000);

        disk.Fill();
        await StandsStillAsync(bridge, edition);
        Signal.Kill(edition.Parts["broker"].Pid!.Value);
        await Until.TrueAsync(() => edition.Parts["broker"].Restarts > 0, () => edition.Output);
        await bridge.WatchAsync(StandsStill);
        disk.Free();
        await bridge.MoreAcknowledgedAsync(1_000);

        var books = await Balance.DemandAsync(edition, 3_000, Patience);
        output.WriteLine($"figures: broker killed on a full disk: {Balance.Line(books)}");
    }

    [Fact]
    public async Task A_read_only_disk_under_the_log_stops_acknowledgements_and_loses_nothing()
    {
        using var disk = new SmallDisk(DiskMebibytes);
        await using var edition = await UpAsync(disk, "kafka");
        using var bridge = await BridgeProbe.OpenAsync(edition);
        await bridge.MoreAcknowledgedAsync(2_000);

        // A disk turns read-only under nobody who writes to it: the broker finds it so when it comes back.
        await Until.TrueAsync(() => KillBroker(edition) && disk.TryMakeReadOnly(), () => edition.Output);
        await StandsStillAsync(bridge, edition);
        var readOnly = await bridge.WatchAsync(Outage);
        disk.MakeWritable();
        await bridge.MoreAcknowledgedAsync(1_000);

        Assert.False(readOnly[^1].Ready);
        Assert.All(readOnly, sample => Assert.True(sample.Alive));
        Assert.Contains("broker ended with exit code 1", edition.Output, StringComparison.Ordinal);
        var books = await Balance.DemandAsync(edition, 3_000, Patience);
        output.WriteLine($"figures: log's disk read-only for {Outage.TotalSeconds} s: {Balance.Line(books)}");
    }

    [Fact]
    public async Task A_full_disk_under_the_blob_store_holds_up_the_steps_and_loses_nothing()
    {
        using var disk = new SmallDisk(DiskMebibytes);
        await using var edition = await UpAsync(disk, "azurite");
        using var bridge = await BridgeProbe.OpenAsync(edition);
        await bridge.MoreAcknowledgedAsync(2_000);

        disk.Fill();
        var full = await bridge.WatchAsync(Outage);
        disk.Free();

        Assert.True(full[^1].Ready, "the bridge needs no blobs");
        var books = await Balance.DemandAsync(edition, 3_000, Patience);
        Assert.Contains("StoreUnavailableException", await File.ReadAllTextAsync(Path.Combine(edition.Folder.Logs, "host.log")), StringComparison.Ordinal);
        output.WriteLine($"figures: blob store's disk full for {Outage.TotalSeconds} s: {Balance.Line(books)}");
    }

    private static async Task<EditionProcess> UpAsync(SmallDisk disk, string part)
    {
        var folder = EditionProcess.NewFolder();
        disk.Hold(folder, part);
        return await EditionProcess.UpAsync(folder, new Dictionary<string, string>(), "--for", "45s", "--rate", "300", "--devices", "60", "--drain-timeout", "240s");
    }

    /// <summary>The last corner of a full disk may still take a small batch.</summary>
    private static Task StandsStillAsync(BridgeProbe bridge, EditionProcess edition) => Until.TrueAsync(async () =>
    {
        var before = await bridge.AcknowledgedAsync();
        await bridge.WatchAsync(StandsStill);
        return await bridge.AcknowledgedAsync() == before;
    }, () => edition.Output);

    private static bool KillBroker(EditionProcess edition)
    {
        if (edition.Parts["broker"].Pid is { } pid) Signal.Kill(pid);
        return true;
    }
}
