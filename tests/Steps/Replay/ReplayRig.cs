using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Domain.Alerts.Policy;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Access;
using ServerlessIot.Steps.Aggregate;
using ServerlessIot.Steps.Alert;
using ServerlessIot.Steps.Archive;
using ServerlessIot.Steps.Audit;
using ServerlessIot.Steps.Compact;
using ServerlessIot.Steps.Erase;
using ServerlessIot.Steps.Journals;
using ServerlessIot.Steps.Notify;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Registry;
using ServerlessIot.Steps.Replay;
using ServerlessIot.Steps.Replay.Jobs;
using ServerlessIot.Steps.Replay.Rows;
using ServerlessIot.Steps.Restore;
using ServerlessIot.Steps.Rings;
using ServerlessIot.Steps.Rules;
using ServerlessIot.Steps.Rules.Trials;
using ServerlessIot.Steps.Running;
using ServerlessIot.Steps.Tests.Doubles;
using ServerlessIot.Steps.Tier;
using ServerlessIot.Steps.Track;

namespace ServerlessIot.Steps.Tests.Replay;

/// <summary>The pipeline with its archive, and the runner of replays, at a time that the test sets.</summary>
internal sealed class ReplayRig : IDisposable
{
    internal const long Start = Payload.Start - (Payload.Start % 60_000);
    private readonly TopicNames topics = new();
    private readonly SegmentStore segments;
    private readonly PartitionArchive archive;
    private readonly KeyRings rings;
    private int seq;

    internal ReplayRig(ReplayOptions? options = null, ArchiveOptions? archiveOptions = null)
    {
        Options = options ?? new ReplayOptions { Rate = 1_000_000, MostRate = 1_000_000 };
        ArchiveOptions = archiveOptions ?? new ArchiveOptions();
        rings = new KeyRings(Pipeline.Blobs, Clock);
        segments = new SegmentStore(Pipeline.Blobs, rings);
        archive = new PartitionArchive(Pipeline.Blobs, rings);
        Log.Now = Start;
        Jobs = new ReplayJobs(Blobs, Options, Clock);
        Step = New();
    }

    internal ReplayOptions Options { get; }

    internal ArchiveOptions ArchiveOptions { get; }

    internal Pipeline Pipeline { get; } = new();

    internal MemoryLog Log => Pipeline.Log;

    internal MemoryDocuments Documents => Pipeline.Documents;

    internal MemoryBlobs Blobs => Pipeline.Blobs;

    internal StoppedClock Clock { get; } = new();

    internal RuleBook Book => new(Blobs, Clock, NullLogger<RuleBook>.Instance);

    internal ReplayJobs Jobs { get; }

    internal ReplayStep Step { get; private set; }

    public void Dispose()
    {
        segments.Dispose();
        archive.Dispose();
    }

    /// <summary>The runner in a new process.</summary>
    internal void Restart() => Step = New();

    /// <summary>Another runner in another process.</summary>
    internal ReplayStep Another() => New();

    /// <summary>A device sends a reading, which arrives now unless it is told otherwise.</summary>
    internal void Send(string device, double value, long? time = null) => Log.Append(Payload.Reading(device, seq++, value, time ?? Log.Now, PartitionOf(device)));

    /// <summary>Devices send for some minutes, one reading in ten seconds each, with a tick each minute; some readings come a minute late.</summary>
    internal async Task LiveAsync(int devices, int minutes)
    {
        for (var i = 0; i < minutes * 6; i++)
        {
            Log.Now += 10_000;
            for (var device = 0; device < devices; device++) Send($"d{device}", 20 + ((i + device) % 45 == 0 ? 140 : i % 7), i % 11 == 3 ? Log.Now - 60_000 : null);
            if (i % 6 == 5)
            {
                for (var partition = 0; partition < Pipeline.Partitions; partition++) Log.Append(Payload.Tick(Log.Now, partition));
                await Pipeline.DrainAsync();
            }
        }

        Clock.Now = DateTimeOffset.FromUnixTimeMilliseconds(Log.Now + 600_000);
        await LookAsync();
    }

    /// <summary>Alerts that were told so far become documents.</summary>
    internal async Task NotifyAsync()
    {
        var options = new NotifyOptions();
        var notify = new NotifyParts(Documents, Log, [], new FixedPolicy(NotificationPolicy.Default), options, Clock).Step;
        foreach (var record in Log.All(topics.Alerts).ToList()) await notify.HandleAsync(record, default);
    }

    /// <summary>Audit looks at the books.</summary>
    internal Task LookAsync() =>
        new AuditStep(Blobs, Log, new BooksStore(Blobs), topics, new AuditOptions(), Clock, NullLogger<AuditStep>.Instance).LookAsync(default);

    /// <summary>Compact, TierWarm and TierCold at a time.</summary>
    internal async Task CompactAsync(DateTimeOffset at)
    {
        var before = Clock.Now;
        Blobs.Now = Clock.Now = at;
        var editor = new ManifestEditor(Blobs);
        var merger = new SegmentMerger(Blobs, editor, segments, rings, ArchiveOptions);
        var sweeper = new ArchiveSweeper(Blobs, editor, merger, ArchiveOptions);
        var log = new ArchiveLog(NullLogger<ArchiveLog>.Instance);
        var work = new ArchiveWork(archive, merger, Log, Blobs, topics, ArchiveOptions, Clock, log);
        await new CompactStep(work, sweeper, ArchiveOptions, log).RunAsync(default);
        await new TierWarmStep(work, ArchiveOptions).RunAsync(default);
        await new TierColdStep(work, editor, sweeper, new ArchiveExpiry(editor, segments, new AccessLog(Blobs, Clock), ArchiveOptions, log), new JournalSweeper(Blobs), new RestoreStep(Blobs, ArchiveOptions, Clock), Blobs, ArchiveOptions, Clock, log).RunAsync(default);
        Clock.Now = before;
    }

    /// <summary>A device's rows count no more; they still stand where they are.</summary>
    internal async Task EraseAsync(string device, DateTimeOffset at)
    {
        var (before, editor) = (Clock.Now, new ManifestEditor(Blobs));
        Blobs.Now = Clock.Now = at;
        var merger = new SegmentMerger(Blobs, editor, segments, rings, ArchiveOptions);
        var (sweeper, log) = (new ArchiveSweeper(Blobs, editor, merger, ArchiveOptions), new EraseLog(NullLogger<EraseLog>.Instance));
        var eraser = new PartitionEraser(Blobs, archive, segments, merger, new SegmentTrimmer(Blobs, editor), new RestoreStep(Blobs, ArchiveOptions, Clock), new AccessLog(Blobs, Clock), Clock, log);
        var step = new EraseStep(new EraseJobs(Blobs, Clock), eraser, new DocumentEraser(Pipeline.Documents, Registry), archive, editor, sweeper, rings, Blobs, Log, topics, ArchiveOptions, new EraseOptions(), Clock, log);
        await step.AskAsync("demo", device, "a reason", "somebody", default);
        Clock.Now = before;
    }

    /// <summary>All of a tenant's rows, unless changed.</summary>
    internal static ReplayRequest Request(string kind = ReplayKinds.Archive) => new() { Kind = kind, Tenant = "demo", From = 0, To = 4_000_000_000_000, Rate = 1_000_000 };

    internal async Task<string> AskAsync(ReplayRequest request) => (await Jobs.AskAsync(request, "eva", default)).Job!.Id;

    /// <summary>Runs until the job has ended.</summary>
    internal async Task<ReplayJob> FinishAsync(string id)
    {
        for (var runs = 0; runs < 1000; runs++)
        {
            if (await Jobs.FindAsync(id, default) is { Ended: true } job) return job;
            await Step.RunAsync(default);
        }

        throw new InvalidOperationException($"After 1,000 runs the job is {(await Jobs.FindAsync(id, default))?.State}.");
    }

    /// <summary>All rows of the archive, by the manifest.</summary>
    internal async Task<List<DeviceEvent>> RowsAsync()
    {
        var rows = new List<DeviceEvent>();
        for (var partition = 0; partition < Pipeline.Partitions; partition++)
        {
            await foreach (var row in archive.RowsAsync(partition, 0, long.MaxValue, default)) rows.Add(row);
        }

        return rows;
    }

    /// <summary>What a reader of telemetry.replayed keeps of a job: of each partition the numbers from 1 on, each once; what is beyond a hole waits.</summary>
    internal List<LogRecord> Seen(string job)
    {
        var seen = new List<LogRecord>();
        for (var partition = 0; partition < Pipeline.Partitions; partition++)
        {
            var last = 0L;
            foreach (var record in Log.Of(topics.Replayed, partition).Where(record => record.Header(LogHeaders.Replayed) == job))
            {
                var number = long.Parse(record.Header(LogHeaders.Number)!, CultureInfo.InvariantCulture);
                if (number != last + 1) continue;
                last = number;
                seen.Add(record);
            }
        }

        return seen;
    }

    /// <summary>The events that a reader keeps, as lines.</summary>
    internal List<string> SeenRows(string job) => [.. Seen(job).Where(ValidRecord.IsEvent).Select(record => Encoding.UTF8.GetString(record.Value.Span))];

    internal static string Line(DeviceEvent row)
    {
        var to = new System.Buffers.ArrayBufferWriter<byte>();
        EventJson.Write(to, row);
        return Encoding.UTF8.GetString(to.WrittenSpan);
    }

    internal static int PartitionOf(string device) => Murmur2.Partition(Encoding.UTF8.GetBytes("demo/" + device), Pipeline.Partitions);

    /// <summary>Tries rules on what is stored.</summary>
    internal RuleTrials Trials() => new(NewRows(), Log, topics, new AlertOptions(), Options, Registry, Groups, Clock);

    /// <summary>What the registry says of devices.</summary>
    internal DeviceRegistry Registry => new(Pipeline.Documents, new RegistrationTeller(Log, topics), new OutOfServiceBook(Blobs, Clock), Clock);

    /// <summary>Groups that rules can name.</summary>
    internal GroupBook Groups => new(Blobs, NullLogger<GroupBook>.Instance);


    private ReplayRows NewRows() => new(Blobs, new ManifestReader(Blobs), segments);

    private ReplayStep New()
    {
        var rows = NewRows();
        var works = new ReplayWorks(rows, Documents, Log, Log, topics, Options, new AggregateOptions(), new AlertOptions(), new TrackOptions(), Book);
        var live = new LiveLag(new BooksStore(Blobs), Log, topics, new AuditOptions(), Options, Clock);
        return new ReplayStep(Jobs, works, live, new RestoreStep(Blobs, ArchiveOptions, Clock), Blobs, Log, Options, Clock, NullLogger<ReplayStep>.Instance);
    }
}
