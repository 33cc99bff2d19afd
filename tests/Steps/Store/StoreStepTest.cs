using System.IO.Compression;
using System.Text;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Archive;
using ServerlessIot.Steps.Rings;
using ServerlessIot.Steps.Store;
using ServerlessIot.Steps.Tests.Doubles;

namespace ServerlessIot.Steps.Tests.Store;

public class StoreStepTest
{
    private readonly Rig<StoreState> rig = new(rig => new StoreStep(rig.Blobs));

    [Fact]
    public async Task A_batch_is_one_blob_of_JSON_lines_that_zcat_reads()
    {
        var records = new[] { rig.Valid.Reading("a", 1, Payload.Start), rig.Valid.Tick(Payload.Start), rig.Valid.Reading("b", 2, Payload.Start + 5) };
        await rig.RunAsync(records);
        var blob = Assert.Single((await rig.StateAsync()).State.Blobs);
        Assert.Equal((2, Payload.Start, Payload.Start + 5), (blob.Rows, blob.From, blob.To));
        Assert.Matches("^telemetry/hot/p=000/2025/11/20/00/[0-9]{20}-[0-9a-f]{32}\\.jsonl\\.gz$", blob.Name);
        using var gzip = new GZipStream(new MemoryStream((await rig.Blobs.DownloadAsync(blob.Name, default))!.Content.ToArray()), CompressionMode.Decompress);
        var lines = (await new StreamReader(gzip).ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal([Encoding.UTF8.GetString(records[0].Value.Span), Encoding.UTF8.GetString(records[2].Value.Span)], lines);
    }

    [Fact]
    public async Task A_batch_of_ticks_makes_no_blob()
    {
        await rig.RunAsync(rig.Valid.Tick(Payload.Start));
        Assert.Empty((await rig.StateAsync()).State.Blobs);
    }

    [Fact]
    public async Task A_blob_that_was_uploaded_but_not_committed_does_not_exist_for_readers()
    {
        rig.Blobs.OnWrite = (name, after) =>
        {
            if (after && name.StartsWith("telemetry/", StringComparison.Ordinal)) throw new Ports.StoreUnavailableException("cut");
        };
        var record = rig.Valid.Reading("a", 1, Payload.Start);
        await Assert.ThrowsAsync<Ports.StoreUnavailableException>(() => rig.RunAsync(record));
        rig.Blobs.OnWrite = (_, _) => { };
        await rig.RunAsync(record);
        Assert.Equal(2, rig.Blobs.Names.Count(name => name.StartsWith("telemetry/", StringComparison.Ordinal)));
        Assert.Single((await rig.StateAsync()).State.Blobs);
    }

    [Fact]
    public async Task A_devices_history_is_ordered_by_time_and_pages_by_key()
    {
        for (var i = 0; i < 20; i++) await rig.RunAsync(rig.Valid.Reading("a", i, Payload.Start + ((i * 7) % 20)), rig.Valid.Reading("b", i, Payload.Start + i));
        using var segments = new SegmentStore(rig.Blobs, new KeyRings(rig.Blobs, TimeProvider.System));
        var history = new ArchiveHistory(rig.Blobs, new ManifestReader(rig.Blobs), segments, rig.Log, new TopicNames());
        var all = await ReadAsync(null);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => Payload.Start + i), all.Select(e => e.Time));
        Assert.All(all, e => Assert.Equal("a", e.Device));
        Assert.Equal(all.Skip(5).Select(e => e.Time), (await ReadAsync(Ports.HistoryKey.Of(all[4]))).Select(e => e.Time));

        async Task<List<Domain.Events.DeviceEvent>> ReadAsync(Ports.HistoryKey? after)
        {
            var rows = new List<Domain.Events.DeviceEvent>();
            await foreach (var row in history.ReadAsync("demo", "a", Payload.Start, Payload.Start + 100, after, default)) rows.Add(row);
            return rows;
        }
    }

    [Fact]
    public async Task A_device_with_an_unusual_name_has_its_history()
    {
        const string Name = "Fühler+1&<2>'é";
        await rig.RunAsync(rig.Valid.Reading(Name, 1, Payload.Start));
        var rows = 0;
        using var segments = new SegmentStore(rig.Blobs, new KeyRings(rig.Blobs, TimeProvider.System));
        await foreach (var row in new ArchiveHistory(rig.Blobs, new ManifestReader(rig.Blobs), segments, rig.Log, new TopicNames()).ReadAsync("demo", Name, 0, long.MaxValue, null, default)) rows++;
        Assert.Equal(1, rows);
    }

    [Fact]
    public async Task A_blob_that_is_gone_is_an_error_and_not_an_empty_answer()
    {
        await rig.RunAsync(rig.Valid.Reading("a", 1, Payload.Start));
        await rig.Blobs.DeleteAsync((await rig.StateAsync()).State.Blobs[0].Name, default);
        using var archive = new PartitionArchive(rig.Blobs, new KeyRings(rig.Blobs, TimeProvider.System));
        await Assert.ThrowsAsync<CorruptDataException>(async () =>
        {
            await foreach (var _ in archive.RowsAsync(0, 0, long.MaxValue, default)) Assert.Fail("A row came from nowhere.");
        });
    }
}
