using ServerlessIot.Domain.Devices;
using ServerlessIot.Domain.Log;
using ServerlessIot.Domain.Windows;
using ServerlessIot.Steps.Archive;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Rings;
using ServerlessIot.Steps.Tests.Doubles;

namespace ServerlessIot.Steps.Tests.Running;

/// <summary>All steps under crashes at every effect, two owners at once, offsets that come again and a store that loses its tail: effects are exactly once.</summary>
public class DeliveryTest
{
    private const int Devices = 6;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 120)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Every_accepted_reading_has_its_effect_exactly_once(int seed)
    {
        var random = new Random(seed);
        var pipeline = new Pipeline();
        var expected = new Dictionary<string, HashSet<int>>();
        var (now, restore, broken) = (Payload.Start, (Action?)null, 0);
        pipeline.Blobs.OnWrite = (_, _) => Die(random, "blob");
        pipeline.Documents.OnWrite = (_, _) => Die(random, "document");
        pipeline.Log.OnWrite = record =>
        {
            if (record.Topic != "telemetry.raw") Die(random, record.Topic);
        };
        for (var turn = 0; turn < 400; turn++)
        {
            now += random.Next(0, 700);
            pipeline.Log.Now = now;
            broken += Publish(random, pipeline.Log, expected, now);
            await pipeline.TurnAsync(random);
            if (random.Next(40) == 0) pipeline.ForgetCommits(random);
            if (restore is null && random.Next(60) == 0) restore = pipeline.Blobs.Remember();
            else if (restore is not null && random.Next(10) == 0)
            {
                restore();
                restore = null;
            }
        }

        pipeline.Blobs.OnWrite = (_, _) => { };
        pipeline.Documents.OnWrite = (_, _) => { };
        pipeline.Log.OnWrite = _ => { };
        for (var minutes = 1; minutes <= 2; minutes++)
        {
            for (var partition = 0; partition < Pipeline.Partitions; partition++) pipeline.Log.Append(Payload.Tick(now + (minutes * 120_000), partition));
        }

        await pipeline.DrainAsync();
        await Check(pipeline, expected, broken);
    }

    private static int Publish(Random random, MemoryLog log, Dictionary<string, HashSet<int>> expected, long now)
    {
        var device = random.Next(Devices);
        var (name, partition) = ($"d{device}", device % Pipeline.Partitions);
        if (!expected.TryGetValue(name, out var seqs)) expected[name] = seqs = [];
        if (random.Next(12) == 0) log.Append(Payload.Tick(now, partition));
        if (random.Next(20) == 0)
        {
            log.Append(Payload.Raw(name, "{broken", partition));
            return 1;
        }

        var seq = random.Next(8) == 0 && seqs.Count > 0 ? seqs.ElementAt(random.Next(seqs.Count)) : seqs.Count + 1;
        seqs.Add(seq);
        log.Append(Payload.Reading(name, seq, 20 + (seq % 30), Payload.Start + (seq * 900L), partition));
        return 0;
    }

    private static void Die(Random random, string place)
    {
        if (random.Next(50) == 0) throw new Crash(place);
    }

    private static async Task Check(Pipeline pipeline, Dictionary<string, HashSet<int>> expected, int broken)
    {
        using var archive = new PartitionArchive(pipeline.Blobs, new KeyRings(pipeline.Blobs, TimeProvider.System));
        var rows = new List<(string Device, int Seq)>();
        for (var partition = 0; partition < Pipeline.Partitions; partition++)
        {
            await foreach (var row in archive.RowsAsync(partition, long.MinValue, long.MaxValue, CancellationToken.None))
                rows.Add((row.Device, int.Parse(row.Attributes.Single(a => a.Key == "seq").Value, System.Globalization.CultureInfo.InvariantCulture)));
        }

        var all = expected.SelectMany(device => device.Value.Select(seq => (device.Key, seq))).Order().ToList();
        Assert.Equal(all, rows.Order());
        Assert.Equal(all.Count, pipeline.Documents.All<WindowRecord>(Containers.Windows).Sum(window => window.Events));
        foreach (var twin in pipeline.Documents.All<DeviceTwin>(Containers.Twins)) Assert.Equal(expected[twin.Device].Count, twin.Events);
        Assert.Equal(expected.Count(device => device.Value.Count > 0), pipeline.Documents.All<DeviceTwin>(Containers.Twins).Count());
        Assert.Equal(broken, pipeline.Log.All("telemetry.quarantine").Select(record => record.Header(LogHeaders.Origin)).Distinct().Count());
        Alerts(pipeline, expected);
    }

    // 20 + seq % 30 > 35 breaks the threshold; all readings of one test lie within one cooldown of the first breach or the next.
    private static void Alerts(Pipeline pipeline, Dictionary<string, HashSet<int>> expected)
    {
        var told = pipeline.Log.All("alerts").Select(record => System.Text.Json.JsonSerializer.Deserialize(record.Value.Span, Domain.DomainJson.Default.AlertRecord)!).ToList();
        foreach (var (device, seqs) in expected)
        {
            var breaches = seqs.Count(seq => 20 + (seq % 30) > 35);
            var latest = told.Where(alert => alert.Device == device).GroupBy(alert => alert.AlertId).Select(alert => alert.Max(revision => revision.Suppressed) + 1);
            Assert.Equal(breaches, latest.Sum());
        }
    }
}
