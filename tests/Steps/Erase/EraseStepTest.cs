using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using ServerlessIot.Domain.Archive;
using ServerlessIot.Domain.Archive.Columns;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Steps.Archive;
using ServerlessIot.Steps.Erase;
using ServerlessIot.Steps.Journals;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Rings;
using ServerlessIot.Steps.Store;
using ServerlessIot.Steps.Tests.Archive;
using ServerlessIot.Steps.Tests.Doubles;

namespace ServerlessIot.Steps.Tests.Erase;

public sealed class EraseStepTest : IDisposable
{
    private ArchiveRig rig = new();

    public void Dispose() => rig.Dispose();

    [Fact]
    public async Task From_the_answer_on_readers_leave_the_rows_out_and_those_that_come_later_stay()
    {
        await rig.StoreAsync(rig.Row("gone", 0, 1), rig.Row("stays", 1, 2), rig.Row("gone", 2, 3));
        rig.Now += TimeSpan.FromMinutes(1);
        var job = await AskAsync();
        Assert.Equal((EraseStates.Running, rig.Milliseconds), (job.State, job.Effective));
        await rig.CheckAsync();
        await rig.StoreAsync(rig.Row("gone", 0, 4), rig.Row("stays", 0, 5));
        await rig.CheckAsync();
        Assert.Equal([4d], (await rig.ReadAsync("gone", 0, long.MaxValue)).Select(row => row.Measurements[0].Value));
        Assert.Equal((5, 0), ((await rig.StateAsync()).Rows, (await rig.StateAsync()).Erased));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(60)]
    [InlineData(100)]
    [InlineData(200)]
    public async Task In_every_tier_the_rows_go_and_the_others_stay(int age)
    {
        await StoreDaysAsync(3);
        await PassAsync(age);
        var before = await rig.StateAsync();
        Assert.Equal(age >= 200, before.Segments.Any(segment => segment.Tier == BlobTier.Archive));
        var job = await AskAsync();
        if (age < 200) await rig.CheckAsync();
        await PassAsync(1, until: async () => (await FindAsync(job)).State == EraseStates.Complete);
        var complete = await FindAsync(job);
        Assert.Equal(9, complete.Parts.Sum(part => part.Rows));
        Assert.All(complete.Parts, part => Assert.NotNull(part.Done));
        Assert.True(Certificate.IsWhole(complete));
        var state = await rig.StateAsync();
        Assert.Equal((before.Rows, 9L), (state.Rows, state.Erased));
        if (age < 200) await rig.CheckAsync();
        await Nothing_is_left_of("gone");
        Assert.Empty(await rig.Jobs.RunningAsync(default));
    }

    [Fact]
    public async Task Rows_that_come_later_stay_through_every_tier()
    {
        await StoreDaysAsync(2);
        await AskAsync();
        await rig.StoreAsync(rig.Row("gone", 3, 77), rig.Row("stays", 4, 7));
        await PassAsync(100);
        await rig.CheckAsync();
        Assert.Equal([77d], (await rig.ReadAsync("gone", 0, long.MaxValue)).Select(row => row.Measurements[0].Value));
        Assert.Equal([SegmentLevel.Cold], (await rig.StateAsync()).Segments.Select(segment => segment.Level).Distinct());
    }

    [Fact]
    public async Task What_comes_after_an_erasure_in_the_cold_tier_gets_a_key_of_its_own()
    {
        rig.Dispose();
        rig = new ArchiveRig(new ArchiveOptions { ColdDays = 3000 });
        await StoreDaysAsync(2);
        await PassAsync(100);
        var job = await AskAsync();
        await rig.StoreAsync(rig.Row("gone", 3, 77), rig.Row("stays", 4, 7));
        await PassAsync(130);
        await rig.CheckAsync();
        Assert.Equal([77d], (await rig.ReadAsync("gone", 0, long.MaxValue)).Select(row => row.Measurements[0].Value));
        Assert.All((await rig.StateAsync()).Segments, segment => Assert.Equal(ChunkFormat.Sealed, segment.Format));
        var again = await AskAsync();
        await PassAsync(3);
        var (first, second) = (await FindAsync(job), await FindAsync(again));
        Assert.Equal((6, 1), (first.Parts.Sum(part => part.Rows), second.Parts.Sum(part => part.Rows)));
        Assert.NotEqual(Assert.Single(first.Keys).Id, Assert.Single(second.Keys).Id);
        await rig.CheckAsync();
        await Nothing_is_left_of("gone");
    }

    [Theory]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(200)]
    public async Task Sealed_rows_cannot_be_opened_any_more(int age)
    {
        await StoreDaysAsync(2);
        await PassAsync(age);
        var segment = (await rig.StateAsync()).Segments[0];
        var (data, chunk) = await ChunkAsync(segment, "gone");
        var (_, other) = await ChunkAsync(segment, "stays");
        var before = await rig.Rings.ReadNowAsync(0, default);
        var key = before.Find(chunk.Key)!.Key;
        Assert.NotEmpty(SealedChunk.Open(data, key, "demo", "gone"));
        var job = await AskAsync();
        await rig.Erase.RunAsync(default);

        var ring = await rig.Rings.ReadNowAsync(0, default);
        Assert.Null(ring.Find(chunk.Key));
        Assert.Empty(ring.Of("demo", "gone"));
        Assert.Throws<ChunkCorruptException>(() => SealedChunk.Open(data, ring.Find(other.Key)!.Key, "demo", "gone"));
        Assert.True((await rig.Blobs.DownloadAsync("rings/p=000", default))!.Content.Span.IndexOf(key.Secret.Span) < 0);
        var noted = Assert.Single((await FindAsync(job)).Keys);
        Assert.Equal((chunk.Key.ToString("x16"), Convert.ToHexStringLower(SHA256.HashData(key.Secret.Span))), (noted.Id, noted.Sha256));
        Assert.All((await FindAsync(job)).Parts, part => Assert.Equal(EraseWays.KeyDestroyed, part.How));
        // No row was written anew, nothing had to come back: the blob of rows is the same.
        Assert.Equal(segment.Data, (await rig.StateAsync()).Segments[0].Data);
        Assert.Equal(age >= 200 ? BlobTier.Archive : segment.Tier, rig.Blobs.TierOf(segment.Data));
    }

    /// <summary>Many devices with few rows have a model in common, which is rows of some of them.</summary>
    [Theory]
    [InlineData(10, 0)]
    [InlineData(10, 1)]
    [InlineData(200, 0)]
    [InlineData(200, 1)]
    public async Task Rows_that_a_model_was_learned_of_go_as_well(int age, int which)
    {
        for (var i = 0; i < 2; i++)
        {
            await rig.StoreAsync(Enumerable.Range(0, 60).Select(device => rig.Row(DeviceOf(device), device, i)));
            rig.Now += TimeSpan.FromMinutes(20);
        }

        await PassAsync(age);
        // One in four of the first 48 is a sample.
        Assert.Equal(which == 0, (await SamplesAsync()).Contains(DeviceOf(which)));
        var job = await AskAsync(DeviceOf(which));
        await PassAsync(2);
        Assert.Equal(EraseStates.Complete, (await FindAsync(job)).State);
        Assert.Equal(2, (await FindAsync(job)).Parts.Sum(part => part.Rows));
        Assert.Equal(which == 0, (await FindAsync(job)).Parts.Any(part => part.How == EraseWays.Rewritten));
        Assert.NotEmpty(await SamplesAsync());
        await Nothing_is_left_of(DeviceOf(which));
        if (age >= 200)
        {
            foreach (var segment in (await rig.StateAsync()).Segments) await rig.Blobs.SetTierAsync(segment.Data, BlobTier.Cold, default);
        }

        await rig.CheckAsync();
    }

    [Fact]
    public async Task Without_its_ring_a_segment_is_damaged_and_not_empty()
    {
        await StoreDaysAsync(2);
        await PassAsync(20);
        await rig.Blobs.DeleteAsync("rings/p=000", default);
        using var archive = new PartitionArchive(rig.Blobs, new KeyRings(rig.Blobs, rig.Clock));
        await Assert.ThrowsAsync<CorruptDataException>(async () => await archive.RowsAsync(0, 0, long.MaxValue, default).CountAsync());
    }

    [Fact]
    public async Task A_segment_whose_keys_the_store_forgot_is_given_up()
    {
        await StoreDaysAsync(1);
        await PassAsync(5);
        var before = Assert.Single((await rig.StateAsync()).Segments);
        rig.Now += TimeSpan.FromDays(1);
        await rig.Warm.RunAsync(default);
        Assert.Equal(SegmentLevel.Warm, Assert.Single((await rig.StateAsync()).Segments).Level);
        await rig.Blobs.DeleteAsync("rings/p=000", default);
        rig.Restart();
        rig.Now += TimeSpan.FromMinutes(3);
        await rig.Compact.RunAsync(default);
        Assert.Equal(before, Assert.Single((await rig.StateAsync()).Segments));
        await rig.CheckAsync();
        await PassAsync(1);
        Assert.Equal(SegmentLevel.Warm, Assert.Single((await rig.StateAsync()).Segments).Level);
        await rig.CheckAsync();
    }

    [Fact]
    public async Task A_merge_that_was_under_way_gives_up_rather_than_seal_under_a_key_that_goes()
    {
        await StoreDaysAsync(2);
        await PassAsync(30);
        var asked = false;
        rig.Now = ArchiveRig.Start.AddDays(95);
        rig.Blobs.OnWrite = (name, after) =>
        {
            if (asked || after || !name.StartsWith("telemetry/cold/", StringComparison.Ordinal)) return;
            asked = true;
            Assert.True(AskAsync().IsCompletedSuccessfully);
        };
        await rig.Cold.RunAsync(default);
        Assert.True(asked);
        rig.Blobs.OnWrite = (_, _) => { };
        await rig.CheckAsync();
        await PassAsync(3);
        await rig.CheckAsync();
        await Nothing_is_left_of("gone");
    }

    [Fact]
    public async Task A_merge_that_is_undone_brings_nothing_back()
    {
        await StoreDaysAsync(1);
        var job = await AskAsync();
        await rig.Erase.RunAsync(default);
        Assert.NotNull((await FindAsync(job)).Rewritten);
        var rewritten = (await rig.StateAsync()).Segments.Single();
        await rig.Blobs.DeleteAsync(rewritten.Name, default);
        rig.Restart();
        rig.Now += TimeSpan.FromMinutes(3);
        await rig.Compact.RunAsync(default);
        Assert.DoesNotContain(rewritten, (await rig.StateAsync()).Segments);
        await rig.CheckAsync();
        await PassAsync(3, until: async () => (await FindAsync(job)).State == EraseStates.Complete);
        await rig.CheckAsync();
        await Nothing_is_left_of("gone");
    }

    /// <summary>Each entry is followed by a snapshot and a new journal.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public async Task Snapshots_of_the_manifest_know_what_was_erased(int age)
    {
        rig.Dispose();
        rig = new ArchiveRig(limits: new JournalLimits { Blocks = 2, Bytes = 1 });
        await StoreDaysAsync(2);
        await PassAsync(age);
        var rows = (await rig.StateAsync()).Rows;
        var job = await AskAsync();
        await rig.CheckAsync();
        await PassAsync(3);
        var state = await rig.StateAsync();
        Assert.Equal((EraseStates.Complete, rows, 6L), ((await FindAsync(job)).State, state.Rows, state.Erased));
        Assert.Equal(job.Id, Assert.Single(state.Erasures.All).Job);
        Assert.True(rig.Blobs.Names.Count(name => name.StartsWith("journals/store/p=000/snapshot", StringComparison.Ordinal)) > 3);
        await rig.CheckAsync();
    }

    [Fact]
    public async Task A_job_that_could_not_begin_erases_what_arrived_until_it_did()
    {
        await rig.StoreAsync(rig.Row("gone", 0, 1), rig.Row("stays", 0, 1));
        rig.Now += TimeSpan.FromMinutes(1);
        rig.Blobs.OnWrite = (name, after) =>
        {
            if (name.Contains("/journal-", StringComparison.Ordinal)) throw new Crash(name);
        };
        await Assert.ThrowsAsync<Crash>(() => rig.Erase.AskAsync("demo", "gone", "a reason", null, default));
        rig.Blobs.OnWrite = (_, _) => { };
        rig.Restart();
        await rig.CheckAsync();
        rig.Now += TimeSpan.FromHours(3);
        await rig.StoreAsync(rig.Row("gone", 0, 2), rig.Row("stays", 0, 2));
        rig.Now += TimeSpan.FromMinutes(1);
        await rig.Erase.RunAsync(default);
        rig.Forget("gone");
        await rig.CheckAsync();
        Assert.Empty(await rig.ReadAsync("gone", 0, long.MaxValue));
        Assert.Equal(rig.Milliseconds, (await rig.Jobs.FindAsync((await rig.Jobs.AllAsync(null, 10, default)).Single(), default))!.Before);
    }

    [Fact]
    public async Task A_device_alone_leaves_nothing()
    {
        await rig.StoreAsync(rig.Row("gone", 0, 1));
        rig.Now += TimeSpan.FromHours(2);
        await rig.Compact.RunAsync(default);
        var job = await AskAsync();
        await PassAsync(2);
        Assert.Equal(EraseStates.Complete, (await FindAsync(job)).State);
        var state = await rig.StateAsync();
        Assert.Equal((1, 1, 0), (state.Rows, state.Erased, state.Segments.Count));
        Assert.DoesNotContain(rig.Blobs.Names, name => name.StartsWith("telemetry/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Before_anything_was_stored_what_is_still_in_the_log_is_meant_too()
    {
        var late = rig.Row("gone", -60, 1);
        rig.Now += TimeSpan.FromMinutes(1);
        await AskAsync();
        await rig.StoreAsync(late, rig.Row("stays", 0, 1));
        rig.Forget("gone");
        await rig.CheckAsync();
        await PassAsync(2);
        await rig.CheckAsync();
        await Nothing_is_left_of("gone");
    }

    [Fact]
    public async Task Documents_go_at_once_and_again_after_a_day()
    {
        await rig.StoreAsync(rig.Row("gone", 0, 1));
        await TwinAsync("gone", rig.Milliseconds);
        await TwinAsync("stays", rig.Milliseconds);
        rig.Now += TimeSpan.FromMinutes(1);
        var old = rig.Milliseconds - 1;
        var job = await AskAsync();
        await rig.Erase.RunAsync(default);
        Assert.Equal(["stays"], rig.Documents.All<DeviceTwin>(Containers.Twins).Select(twin => twin.Device));
        await TwinAsync("gone", old);
        await PassAsync(2);
        Assert.Equal(["stays"], rig.Documents.All<DeviceTwin>(Containers.Twins).Select(twin => twin.Device));
        Assert.Equal(2, (await FindAsync(job)).Documents[Containers.Twins]);
        await TwinAsync("gone", rig.Milliseconds);
        await PassAsync(2);
        Assert.Equal(2, rig.Documents.All<DeviceTwin>(Containers.Twins).Count());
    }

    [Fact]
    public async Task A_legal_hold_refuses_and_one_that_comes_later_stops_it()
    {
        using var held = new ArchiveRig(new ArchiveOptions { Policies = new Dictionary<string, ArchivePolicy> { ["court"] = new() { Tenant = "demo", Type = "debug", Hold = true } } });
        await held.StoreAsync(held.Row("gone", 0, 1));
        var refusal = await Assert.ThrowsAsync<ErasureHeldException>(() => held.Erase.AskAsync("demo", "gone", "a reason", null, default));
        Assert.Contains("court", refusal.Message, StringComparison.Ordinal);
        await held.CheckAsync();
        Assert.Empty(await held.Jobs.AllAsync(null, 10, default));
        Assert.NotNull(await held.Erase.AskAsync("other", "gone", "a reason", null, default));

        var policies = new Dictionary<string, ArchivePolicy>();
        using var later = new ArchiveRig(new ArchiveOptions { Policies = policies });
        await later.StoreAsync(later.Row("gone", 0, 1), later.Row("stays", 0, 1));
        later.Now += TimeSpan.FromMinutes(1);
        var job = await later.Erase.AskAsync("demo", "gone", "a reason", null, default);
        policies["court"] = new() { Hold = true };
        await later.Erase.RunAsync(default);
        Assert.Equal(EraseStates.Held, (await later.Jobs.FindAsync(job.Id, default))!.State);
        Assert.Equal(0, (await later.StateAsync()).Erased);
        policies.Clear();
        later.Now += TimeSpan.FromMinutes(3);
        await later.Erase.RunAsync(default);
        Assert.Equal(1, (await later.StateAsync()).Erased);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Whatever_dies_whenever_the_rows_go_and_every_other_row_is_there_once(int seed)
    {
        var random = new Random(seed);
        var (age, deaths, checking) = (random.Next(3) switch { 0 => 0, 1 => 10, _ => 100 }, 0, false);
        await StoreDaysAsync(2);
        await PassAsync(age);
        var job = await AskAsync();
        rig.Blobs.OnWrite = (name, after) =>
        {
            if (checking) return;
            checking = true;
            Assert.True(rig.CheckAsync().IsCompletedSuccessfully);
            checking = false;
            if (random.Next(8) != 0) return;
            deaths++;
            throw new Crash(name);
        };
        for (var run = 0; run < 30; run++)
        {
            foreach (var step in new[] { rig.Erase.RunAsync, rig.Compact.RunAsync, rig.Warm.RunAsync, rig.Cold.RunAsync }) await rig.SurviveAsync(step);
            rig.Now += TimeSpan.FromHours(2);
        }

        rig.Blobs.OnWrite = (_, _) => { };
        await PassAsync(3);
        var complete = await FindAsync(job);
        Assert.Equal((EraseStates.Complete, 6L), (complete.State, complete.Parts.Sum(part => part.Rows)));
        Assert.Equal(6, (await rig.StateAsync()).Erased);
        await rig.CheckAsync();
        await Nothing_is_left_of("gone");
        Assert.True(deaths > 0);
    }

    public static TheoryData<int> Seeds { get; } = new(Enumerable.Range(1, 12));

    private async Task<EraseJob> AskAsync(string device = "gone")
    {
        rig.Forget(device);
        return await rig.Erase.AskAsync("demo", device, "a reason", "somebody", default);
    }

    private async Task<EraseJob> FindAsync(EraseJob job) => (await rig.Jobs.FindAsync(job.Id, default))!;

    private Task StoreDaysAsync(int days) => rig.StoreDaysAsync(days, "stays", "gone", "also-stays");

    /// <summary>Days with all functions running every few hours.</summary>
    private async Task PassAsync(int days, Func<Task<bool>>? until = null)
    {
        for (var i = 0; i < days * 4 || (until is not null && i < 4 * 20 && !await until()); i++)
        {
            rig.Now += TimeSpan.FromHours(6);
            await rig.Erase.RunAsync(default);
            await rig.Compact.RunAsync(default);
            await rig.Warm.RunAsync(default);
            await rig.Cold.RunAsync(default);
        }
    }

    private async Task TwinAsync(string device, long seen)
    {
        var twin = new DeviceTwin { Tenant = "demo", Device = device, Type = "vehicle", Time = seen, LastSeen = seen, Online = true, Values = new Dictionary<string, double>(), Events = 1, Origin = "0-0-0-0" };
        Assert.NotNull(await rig.Documents.TryWriteAsync(Containers.Twins, "demo/" + device, "twin", twin, null, default));
    }

    private static string DeviceOf(int i) => $"device-{i:D2}";

    private static (SegmentRoot Root, List<SegmentChunk> Chunks) Read(ReadOnlyMemory<byte> index)
    {
        var (offset, length) = SegmentRoot.Locate(index.Span[^SegmentRoot.FooterLength..]);
        var root = SegmentRoot.Read(index.Slice((int)offset, length));
        return (root, root.Chunks.SelectMany(page => ChunkPage.Read(index.Slice((int)page.Offset, page.Length), root.Format)).ToList());
    }

    private async Task<(byte[] Bytes, SegmentChunk Chunk)> ChunkAsync(Segment segment, string device)
    {
        var chunk = Read((await rig.Blobs.DownloadAsync(segment.IndexName, default))!.Content).Chunks.First(one => one.Device == device);
        return ((await rig.Blobs.DownloadAsync(segment.Data, default))!.Content.Slice((int)chunk.Offset, chunk.Length).ToArray(), chunk);
    }

    /// <summary>Devices of whose rows models stand in indexes.</summary>
    private async Task<HashSet<string>> SamplesAsync()
    {
        var devices = new HashSet<string>();
        foreach (var name in rig.Blobs.Names.Where(name => name.EndsWith(".seg.idx", StringComparison.Ordinal)))
        {
            var index = (await rig.Blobs.DownloadAsync(name, default))!.Content;
            if (Read(index).Root.Model is var (offset, length)) devices.UnionWith(ChunkModel.RowsOf(index.Slice((int)offset, length)).Select(row => row.Device));
        }

        return devices;
    }

    /// <summary>Neither a blob of the archive, as it is or unpacked, nor a reader knows of the device.</summary>
    private async Task Nothing_is_left_of(string device)
    {
        var wanted = Encoding.UTF8.GetBytes(device);
        Assert.DoesNotContain(device, await SamplesAsync());
        foreach (var name in rig.Blobs.Names.Where(name => name.StartsWith("telemetry/", StringComparison.Ordinal)))
        {
            var bytes = (await rig.Blobs.DownloadAsync(name, default))!.Content.ToArray();
            foreach (var some in Unpacked(bytes).Prepend(bytes)) Assert.True(some.AsSpan().IndexOf(wanted) < 0, $"{name} still holds {device}");
        }
    }

    /// <summary>Every gzip member that is in the bytes.</summary>
    private static IEnumerable<byte[]> Unpacked(byte[] bytes)
    {
        for (var at = 0; at < bytes.Length - 3; at++)
        {
            if (bytes[at] != 0x1F || bytes[at + 1] != 0x8B || bytes[at + 2] != 8) continue;
            var to = new MemoryStream();
            try
            {
                using var gzip = new GZipStream(new MemoryStream(bytes, at, bytes.Length - at), CompressionMode.Decompress);
                gzip.CopyTo(to);
            }
            catch (InvalidDataException)
            {
                // What follows the member is none; what came of it stands in the stream.
                _ = to.Length;
            }

            yield return to.ToArray();
        }
    }
}
