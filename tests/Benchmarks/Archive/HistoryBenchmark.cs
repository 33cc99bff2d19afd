using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Adapters.Blobs;
using ServerlessIot.Domain.Log;
using ServerlessIot.Domain.Places;
using ServerlessIot.Steps.Archive;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Rings;
using ServerlessIot.Steps.Running;
using ServerlessIot.Steps.Store;

namespace ServerlessIot.Benchmarks.Archive;

/// <summary>
/// A fleet's days through Store, Compact and TierWarm into a real Azurite, at times that fly; then the questions that people ask. Usage: history [vehicles
/// [days [messages a day]]], by default 2000 30 84: 5,040,000 events.
/// </summary>
internal static class HistoryBenchmark
{
    private const int Partitions = 2;
    private const int Questions = 1000;
    private const int Seldom = 100;

    internal static async Task<int> RunAsync(string[] arguments)
    {
        int[] numbers = [2000, 30, 84];
        for (var i = 0; i < arguments.Length; i++) numbers[i] = int.Parse(arguments[i], CultureInfo.InvariantCulture);
        var (vehicles, days, perDay) = (numbers[0], numbers[1], numbers[2]);
        await using var azurite = await AzuriteProcess.StartAsync();
        var blobs = new AzureBlobStore(azurite.Settings);
        var (log, topics) = (new EmptyLog(Partitions), new TopicNames());
        using var segments = new SegmentStore(blobs, new KeyRings(blobs, TimeProvider.System));
        using var archive = new PartitionArchive(blobs, new KeyRings(blobs, TimeProvider.System));
        await FillAsync(azurite.Settings, blobs, log, vehicles, days, perDay);
        for (var partition = 0; partition < Partitions; partition++)
        {
            foreach (var level in (await archive.ManifestAsync(partition, default)).Segments.GroupBy(segment => segment.Level))
                Print($"partition {partition}: {level.Count(),3} segments of level {level.Key,-5} {level.Sum(one => one.Rows),10:N0} rows, {level.Sum(one => one.Bytes) / (double)level.Sum(one => one.Rows),6:N1} bytes a row, index {level.Sum(one => one.IndexBytes) / (double)level.Sum(one => one.Rows):N1}");
        }

        var manifests = new ManifestReader(blobs);
        var history = new ArchiveHistory(blobs, manifests, segments, log, topics);
        var search = new ArchiveSearch(blobs, manifests, segments, log, topics);
        await AskAsync("24 hours of a vehicle", Questions, vehicles, days, async (random, cost) =>
        {
            var from = HistoryFleet.Morning(random.Next(days)).ToUnixTimeMilliseconds();
            var rows = 0;
            await foreach (var row in history.ReadAsync("demo", HistoryFleet.Name(random.Next(vehicles)), from, from + 86_400_000, null, cost, default)) rows++;
            return rows == perDay ? rows : throw new InvalidOperationException($"{rows} rows of {perDay}.");
        });
        await AskAsync("1 km around a place, a day", Seldom, vehicles, days, async (random, cost) =>
        {
            var day = HistoryFleet.Morning(random.Next(days)).ToUnixTimeMilliseconds();
            var where = await FirstAsync(history, HistoryFleet.Name(random.Next(vehicles)), day);
            var circle = new Circle(where.Latitude, where.Longitude, 1000);
            return (await search.FindAsync(new SearchQuery { From = day, To = day + 86_400_000, Areas = circle.Areas(), Place = circle.Contains, Limit = int.MaxValue }, cost, default)).Count;
        });
        await AskAsync("a production batch, all days", Seldom / 10, vehicles, days, async (random, cost) =>
        {
            var batch = HistoryFleet.Batch(random.Next(vehicles));
            var rows = (await search.FindAsync(new SearchQuery { From = 0, To = long.MaxValue, Attribute = ("production_batch", batch), Limit = int.MaxValue }, cost, default)).Count;
            return rows == Math.Min(HistoryFleet.OfABatch, vehicles) * days * perDay ? rows : throw new InvalidOperationException($"{rows} rows of batch {batch}.");
        });
        return 0;
    }

    private static async Task FillAsync(BlobSettings settings, AzureBlobStore blobs, EmptyLog log, int vehicles, int days, int perDay)
    {
        using var runner = new StepRunner<StoreState>(new StoreStep(blobs), blobs, log, log, new TopicNames(), TimeProvider.System, NullLogger<StepRunner<StoreState>>.Instance);
        var fleet = new HistoryFleet(vehicles, Partitions);
        var (total, stored, merged) = (Stopwatch.StartNew(), new Stopwatch(), new Stopwatch());
        var most = 0L;
        for (var day = 0; day < days; day++)
        {
            for (var message = 0; message < perDay; message++)
            {
                var records = fleet.Drive(day, message, perDay);
                stored.Start();
                foreach (var some in records.Where(some => some.Count > 0)) await runner.RunAsync(some, default);
                stored.Stop();
            }

            merged.Start();
            most = Math.Max(most, await MergeProcess.StartAsync(settings, Partitions, HistoryFleet.Morning(day).AddHours(18)));
            merged.Stop();
            Print($"day {day + 1} of {days}: {(day + 1L) * vehicles * perDay,10:N0} events; {total.Elapsed.TotalSeconds:N0} s, of it storing {stored.Elapsed.TotalSeconds:N0}, merging {merged.Elapsed.TotalSeconds:N0} with at most {most} MiB");
        }
    }

    private static async Task<Domain.Events.Position> FirstAsync(ArchiveHistory history, string vehicle, long day)
    {
        await foreach (var row in history.ReadAsync("demo", vehicle, day, day + 86_400_000, null, default))
        {
            if (row.Position is { } place) return place;
        }

        throw new InvalidOperationException($"{vehicle} was nowhere.");
    }

    private static async Task AskAsync(string what, int times, int vehicles, int days, Func<Random, ReadCost, Task<int>> ask)
    {
        var (random, took, bytes, rows, requests) = (new Random(vehicles + days), new List<double>(), 0L, 0L, 0L);
        for (var i = 0; i < times; i++)
        {
            var cost = new ReadCost();
            var began = Stopwatch.GetTimestamp();
            rows += await ask(random, cost);
            took.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            bytes += cost.Bytes;
            requests += cost.Requests;
        }

        took.Sort();
        Print($"{what,-30} {times,5} times: p50 {took[times / 2],7:N1} ms, p99 {took[times * 99 / 100],7:N1} ms, max {took[^1],7:N1} ms; {rows / times:N0} rows, {bytes / times:N0} bytes ({bytes / (double)Math.Max(rows, 1):N0} a row), {requests / (double)times:N1} requests an answer");
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
