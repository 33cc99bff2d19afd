using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Domain;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Audit;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Tests.Doubles;

namespace ServerlessIot.Steps.Tests.Audit;

/// <summary>The pipeline in simulated time, with a fleet that publishes and Audit that looks every 15 s.</summary>
internal sealed class AuditRig(int seed, int turnMs = 250)
{
    public const int Devices = 6;
    private const string Before2000 = """{"event_id":"old","sensor_id":"old","sensor_type":"temperature","value":20,"unit":"C","timestamp":1000}""";
    private const int LookMs = 15_000;
    private readonly Random random = new(seed);
    private readonly int[] seqs = new int[Devices];
    private AuditStep? audit;
    private long nextLook;
    private long nextTick;

    public Pipeline Pipeline { get; } = new();

    /// <summary>Where Audit looks; null = the pipeline's store itself.</summary>
    public IBlobStore? Seen { get; set; }

    public long Now => Pipeline.Log.Now;

    /// <summary>Payloads in telemetry.raw that are no ticks, and what Validate must make of their events.</summary>
    public (int Payloads, int Valid, int Broken, int Repeated) Published { get; private set; }

    /// <summary>Audit's alerts, oldest first.</summary>
    public List<AlertRecord> Alarms => [.. Pipeline.Log.All("alerts")
        .Select(record => JsonSerializer.Deserialize(record.Value.Span, DomainJson.Default.AlertRecord)!).Where(alert => alert.Rule == "audit").OrderBy(alert => alert.Time)];

    /// <summary>Lets time pass: the fleet publishes, steps run on random owners, Audit looks.</summary>
    public async Task PassAsync(TimeSpan time, bool publish = true)
    {
        for (var until = Now + (long)time.TotalMilliseconds; Now < until;)
        {
            Pipeline.Log.Now += turnMs;
            if (publish && random.Next(2) == 0) Publish();
            Tick();
            await Pipeline.TurnAsync(random);
            if (Now < nextLook) continue;
            nextLook = Now - (Now % LookMs) + LookMs;
            await LookAsync();
        }
    }

    public async Task<AuditBooks> LookAsync()
    {
        audit ??= new AuditStep(
            Seen ?? Pipeline.Blobs, Pipeline.Log, new BooksStore(Pipeline.Blobs), new TopicNames(), new AuditOptions(), new LogClock(Pipeline.Log), NullLogger<AuditStep>.Instance);
        return await audit.LookAsync(CancellationToken.None);
    }

    /// <summary>A new instance of Audit takes over.</summary>
    public void RestartAudit() => audit = null;

    /// <summary>Batches that returned come again.</summary>
    public void Redeliver() => Pipeline.ForgetCommits(random);

    public bool Chance(int one) => random.Next(one) == 0;

    private void Publish()
    {
        var device = random.Next(Devices);
        var (name, partition, counts) = ($"d{device}", device % Pipeline.Partitions, Published with { Payloads = Published.Payloads + 1 });
        if (random.Next(30) == 0)
        {
            Pipeline.Log.Append(Payload.Raw(name, "{broken", partition));
            Published = counts with { Broken = counts.Broken + 1 };
            return;
        }

        if (random.Next(12) == 0 && seqs[device] > 0)
        {
            // Within what is remembered however long ago it was.
            var again = seqs[device] - random.Next(Math.Min(seqs[device], 60));
            Pipeline.Log.Append(Payload.Reading(name, again, 20, Now, partition));
            Published = counts with { Repeated = counts.Repeated + 1 };
            return;
        }

        if (random.Next(10) == 0)
        {
            Pipeline.Log.Append(Payload.Raw(name, $"[{Json(device)},{Json(device)},{Before2000}]", partition));
            Published = counts with { Valid = counts.Valid + 2, Broken = counts.Broken + 1 };
            return;
        }

        Pipeline.Log.Append(Payload.Raw(name, Json(device), partition));
        Published = counts with { Valid = counts.Valid + 1 };
    }

    private string Json(int device)
    {
        var late = random.Next(20) == 0 ? random.Next(86_400_000) : random.Next(5_000);
        return string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $$$"""{"event_id":"d{{{device}}}-{{{++seqs[device]}}}","sensor_id":"d{{{device}}}","sensor_type":"temperature","value":{{{random.Next(15, 40)}}},"unit":"C","timestamp":{{{Now - late}}},"metadata":{"seq":{{{seqs[device]}}}}}""");
    }

    private void Tick()
    {
        if (Now < nextTick) return;
        nextTick = Now - (Now % 60_000) + 60_000;
        for (var partition = 0; partition < Pipeline.Partitions; partition++) Pipeline.Log.Append(Payload.Tick(Now, partition));
    }

    private sealed class LogClock(MemoryLog log) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(log.Now);
    }
}
