using System.Text.Json;
using ServerlessIot.Steps.Replay;
using ServerlessIot.Steps.Tests.Doubles;

namespace ServerlessIot.Steps.Tests.Replay;

/// <summary>The runner dies at every place at which it writes, before and after, and somewhere within what it publishes.</summary>
public sealed class KilledRunnerTest : IDisposable
{
    private static readonly string[] LiveTopics = ["telemetry.raw", "telemetry.valid", "telemetry.quarantine", "alerts", "aggregates", "device.commands"];
    private readonly ReplayRig rig = new(new ReplayOptions { Rate = 1_000_000, MostRate = 1_000_000, ChunkRows = 11, SortRows = 100 });

    public void Dispose() => rig.Dispose();

    [Fact]
    public async Task At_every_cut_a_reader_that_keeps_numbers_sees_each_row_once_and_the_live_books_do_not_change()
    {
        await rig.LiveAsync(devices: 3, minutes: 4);
        var stored = (await rig.RowsAsync()).OrderBy(row => row.Origin).Select(ReplayRig.Line).ToList();
        var before = Books();
        var cuts = 0;
        for (var crashed = true; crashed; cuts++)
        {
            var id = await rig.AskAsync(ReplayRig.Request() with { Key = $"cut {cuts}" });
            crashed = await DieAsync(cuts);
            await rig.FinishAsync(id);
            Assert.Equal(stored, rig.SeenRows(id));
        }

        // Each commit before and after, each record: a run of some 72 rows in 7 pieces.
        Assert.InRange(cuts, 100, 1000);
        Assert.Equal(before, Books());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task At_random_cuts_one_after_another_too(int seed)
    {
        await rig.LiveAsync(devices: 3, minutes: 10);
        var random = new Random(seed);
        var id = await rig.AskAsync(ReplayRig.Request());
        for (var deaths = 0; deaths < 60; deaths++)
        {
            await DieAsync(random.Next(60));
            if (random.Next(4) == 0) await rig.CompactAsync(rig.Clock.Now.AddMinutes(random.Next(60)));
        }

        await rig.FinishAsync(id);
        Assert.Equal((await rig.RowsAsync()).Select(ReplayRig.Line).Order(), rig.SeenRows(id).Order());
    }

    /// <summary>One run that dies at a write; the next process finds a lease that nobody holds any more.</summary>
    private async Task<bool> DieAsync(int at)
    {
        var writes = 0;
        rig.Blobs.OnWrite = (name, _) => Cut(name.StartsWith("replays/", StringComparison.Ordinal));
        rig.Log.OnWrite = record => Cut(record.Topic == "telemetry.replayed");
        var crashed = false;
        try
        {
            await rig.Step.RunAsync(default);
        }
        catch (Crash)
        {
            crashed = true;
        }

        rig.Blobs.OnWrite = (_, _) => { };
        rig.Log.OnWrite = _ => { };
        rig.Restart();
        rig.Clock.Now += TimeSpan.FromMinutes(2.1);
        await rig.LookAsync();
        return crashed;

        void Cut(bool counts)
        {
            if (counts && writes++ == at) throw new Crash($"at write {at}");
        }
    }

    /// <summary>Everything that live steps have written, journals and documents and topics, without the archive's merges.</summary>
    private string Books() => JsonSerializer.Serialize(new
    {
        Journals = rig.Blobs.Names.Where(name => name.StartsWith("journals/", StringComparison.Ordinal) || name.StartsWith("telemetry/", StringComparison.Ordinal))
            .Select(name => $"{name} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(rig.Blobs.DownloadAsync(name, default).Result!.Content.Span))}"),
        Windows = rig.Pipeline.Documents.All<Domain.Windows.WindowRecord>("windows"),
        Twins = rig.Pipeline.Documents.All<Domain.Devices.DeviceTwin>("twins"),
        Topics = LiveTopics.Select(topic => rig.Log.All(topic).Count()),
    });
}
