using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Adapters.Blobs;
using ServerlessIot.Adapters.Tests.Blobs;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Log;
using ServerlessIot.Domain.Tests.Archive.Parquet;
using ServerlessIot.Ops.Api.Export;
using ServerlessIot.Ops.Api.History;
using ServerlessIot.Ops.Tests.Doubles;
using ServerlessIot.Steps.Access;
using ServerlessIot.Steps.Archive;
using ServerlessIot.Steps.Compact;
using ServerlessIot.Steps.Journals;
using ServerlessIot.Steps.Restore;
using ServerlessIot.Steps.Rings;
using ServerlessIot.Steps.Running;
using ServerlessIot.Steps.Store;
using ServerlessIot.Steps.Tests.Doubles;
using ServerlessIot.Steps.Tier;

namespace ServerlessIot.Ops.Tests.Api;

/// <summary>Rows that the Store step has put into a real blob store are the same in hot blobs and hot segments by zcat, in the history's pages, and in exported files, whatever tier they are in.</summary>
public sealed class ExportedArchiveTests(ApiFixture fixture, Azurite azurite) : IClassFixture<ApiFixture>, IClassFixture<Azurite>
{
    private const int Batches = 5;
    private const int RowsPerBatch = 240;

    [Fact]
    public async Task Blobs_history_and_exports_hold_the_same_rows_in_every_tier()
    {
        var (blobs, log) = (new AzureBlobStore(azurite.Settings()), new MemoryLog(1));
        var valid = new ValidLog(log);
        var store = new StepRunner<StoreState>(new StoreStep(blobs), blobs, log, log, new TopicNames(), TimeProvider.System, NullLogger<StepRunner<StoreState>>.Instance);
        var random = new Random(11);
        for (var batch = 0; batch < Batches; batch++) await store.RunAsync([.. Enumerable.Range(0, RowsPerBatch).Select(i => valid.Event(Row(random, (batch * RowsPerBatch) + i)))], default);
        using var segments = new SegmentStore(blobs, new KeyRings(blobs, TimeProvider.System));
        var manifests = new ManifestReader(blobs);
        await using var services = fixture.Services(fixture.Gateway.ConnectionString, new ArchiveHistory(blobs, manifests, segments, log, new TopicNames()));

        // By zcat: device 1's lines of all blobs that the manifest names.
        var stored = await ZcatAsync(blobs, (await StateAsync(blobs)).Blobs.Select(blob => blob.Name));
        Assert.Equal((Batches, Batches * RowsPerBatch / 2), ((await StateAsync(blobs)).Blobs.Count, stored.Count));
        await CompareAsync(services, stored);

        // The same out of hot segments, which zcat reads, too, and out of columns of the warm and the cold tier.
        foreach (var (days, levels) in new (int, SegmentLevel[])[] { (1, [SegmentLevel.Day]), (8, [SegmentLevel.Warm]), (122, [SegmentLevel.Cold]) })
        {
            await MergeAsync(blobs, segments, log, days);
            var state = await StateAsync(blobs);
            Assert.Empty(state.Blobs);
            Assert.Equal(levels, state.Segments.Select(segment => segment.Level).Distinct());
            if (levels[0] == SegmentLevel.Day) Assert.Equal(stored.Order(StringComparer.Ordinal), (await ZcatAsync(blobs, state.Segments.Select(segment => segment.Data))).Order(StringComparer.Ordinal));
            await CompareAsync(services, stored);
        }
    }

    private static async Task CompareAsync(IServiceProvider services, List<string> stored)
    {
        // By the API, page by page.
        var pages = new List<string>();
        for (string? after = ""; after is not null;)
        {
            var page = await ApiFixture.CallAsync(services, typeof(GetHistory), $"?from=0&limit=77{after}", null, null, "demo", "car-1");
            pages.AddRange(page.Items(item => item.GetRawText()));
            after = page.Next is null ? null : "&after=" + page.Next;
        }

        Assert.Equal(stored.Order(StringComparer.Ordinal), pages.Order(StringComparer.Ordinal));

        // By the exports: lines byte by byte and in the history's order; Parquet row by row.
        var exported = await ApiFixture.CallAsync(services, typeof(GetExport), "?from=0&format=jsonl", null, null, "demo", "car-1");
        Assert.Equal(string.Concat(pages.Select(line => line + "\n")), Encoding.UTF8.GetString(exported.Bytes));
        var (_, rows) = await ParquetReader.ReadAsync((await ApiFixture.CallAsync(services, typeof(GetExport), "?from=0&format=parquet", null, null, "demo", "car-1")).Bytes);
        Assert.Equal(pages.Select(page => Line(Read(page))), rows.Select(Line));
    }

    private static async Task MergeAsync(AzureBlobStore blobs, SegmentStore segments, MemoryLog log, int days)
    {
        var (options, clock) = (new ArchiveOptions { ColdDays = 3000 }, new SetClock { Now = DateTimeOffset.FromUnixTimeMilliseconds(ApiFixture.Now).AddDays(days) });
        var (rings, editor, says) = (new KeyRings(blobs, TimeProvider.System), new ManifestEditor(blobs), new ArchiveLog(NullLogger<ArchiveLog>.Instance));
        using var archive = new PartitionArchive(blobs, rings);
        var merger = new SegmentMerger(blobs, editor, segments, rings, options);
        var sweeper = new ArchiveSweeper(blobs, editor, merger, options);
        var work = new ArchiveWork(archive, merger, log, blobs, new TopicNames(), options, clock, says);
        await new CompactStep(work, sweeper, options, says).RunAsync(default);
        await new TierWarmStep(work, options).RunAsync(default);
        var expiry = new ArchiveExpiry(editor, segments, new AccessLog(blobs, clock), options, says);
        await new TierColdStep(work, editor, sweeper, expiry, new JournalSweeper(blobs), new RestoreStep(blobs, options, clock), blobs, options, clock, says).RunAsync(default);
    }

    private static async Task<StoreState> StateAsync(AzureBlobStore blobs) => (await PartitionState<StoreState>.ReadAsync(blobs, new StoreStep(blobs), 0, default)).State;

    private static async Task<List<string>> ZcatAsync(AzureBlobStore blobs, IEnumerable<string> names)
    {
        var lines = new List<string>();
        foreach (var name in names) lines.AddRange((await ZcatAsync((await blobs.DownloadAsync(name, default))!.Content)).Where(line => line.Contains("\"device\":\"car-1\"", StringComparison.Ordinal)));
        return lines;
    }

    private static DeviceEvent Row(Random random, int i) => new()
    {
        Id = $"e-{i}",
        Tenant = "demo",
        Device = $"car-{i % 2}",
        Type = "vehicle",
        Time = ApiFixture.Now - 1_000_000 + random.Next(500_000),
        Arrived = ApiFixture.Now - 1000 + i,
        Measurements = i % 7 == 0 ? [] : [new("speed", Math.Round(random.NextDouble() * 130, 1)), new("drift", i % 5 == 0 ? -0.0 : random.NextDouble() * 1e-310), new($"extra{i % 9}", i)],
        Position = i % 3 == 0 ? null : new Position(48 + random.NextDouble(), 11 + random.NextDouble(), i % 2 == 0 ? null : 500),
        Status = i % 7 == 0 ? "" : i % 4 == 0 ? null : "driving\0😀",
        Attributes = i % 5 == 0 ? [] : [new("firmware", "4.1.7"), new("seq", $"{i}"), new("note", i % 2 == 0 ? "" : "\"\n\u2028")],
    };

    private static DeviceEvent Read(string line) => EventJson.TryRead(Encoding.UTF8.GetBytes(line), out var e) ? e : throw new JsonException(line);

    // Columns have an order of their own.
    private static string Line(DeviceEvent e)
    {
        var to = new ArrayBufferWriter<byte>();
        EventJson.Write(to, e with
        {
            Measurements = [.. e.Measurements.OrderBy(item => item.Name, StringComparer.Ordinal)],
            Attributes = [.. e.Attributes.OrderBy(item => item.Key, StringComparer.Ordinal)],
        });
        return Encoding.UTF8.GetString(to.WrittenSpan);
    }

    private static async Task<string[]> ZcatAsync(ReadOnlyMemory<byte> blob)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var zcat = Process.Start(new ProcessStartInfo("zcat") { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var output = zcat.StandardOutput.ReadToEndAsync(patience.Token);
        await zcat.StandardInput.BaseStream.WriteAsync(blob, patience.Token);
        zcat.StandardInput.Close();
        var lines = (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await zcat.WaitForExitAsync(patience.Token);
        Assert.Equal(0, zcat.ExitCode);
        return lines;
    }
}
