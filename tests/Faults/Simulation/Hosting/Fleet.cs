using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Domain.Alerts.Policy;
using ServerlessIot.Domain.Log;
using ServerlessIot.Faults.Tests.Simulation.Faults;
using ServerlessIot.Faults.Tests.Simulation.Kernel;
using ServerlessIot.Steps.Aggregate;
using ServerlessIot.Steps.Alert;
using ServerlessIot.Steps.Access;
using ServerlessIot.Steps.Archive;
using ServerlessIot.Steps.Compact;
using ServerlessIot.Steps.Documents;
using ServerlessIot.Steps.Notify;
using ServerlessIot.Steps.Journals;
using ServerlessIot.Steps.Restore;
using ServerlessIot.Steps.Rings;
using ServerlessIot.Steps.Store;
using ServerlessIot.Steps.Ticking;
using ServerlessIot.Steps.Tier;
using ServerlessIot.Steps.Track;
using ServerlessIot.Steps.Tests.Doubles;
using ServerlessIot.Steps.Validate;
using ServerlessIot.Steps.Windows;

namespace ServerlessIot.Faults.Tests.Simulation.Hosting;

/// <summary>The function apps as they are deployed. A new function needs a line here, and a group when the log triggers it.</summary>
internal static class Fleet
{
    private static readonly TopicNames Topics = new();
    private static readonly FixedPolicy Policy = new(NotificationPolicy.Default);

    public static void Start(World world)
    {
        world.Groups.AddRange([
            new ConsumerGroup(world, "validate", Topics.Raw, 120),
            new ConsumerGroup(world, "alert", Topics.Valid, 200),
            new ConsumerGroup(world, "aggregate", Topics.Valid, 400),
            new ConsumerGroup(world, "store", Topics.Valid, 400),
            new ConsumerGroup(world, "track", Topics.Valid, 400),
            new ConsumerGroup(world, "windows", Topics.Aggregates, 100),
            new ConsumerGroup(world, "notify", Topics.Alerts, 1),
        ]);
        Add(world, "stream", 2, instance => Stream(world, instance));
        Add(world, "persist", 2, Persist);
        Add(world, "react", 2, instance => React(world, instance));
        Add(world, "ops", world.Chaos.Has(FaultKinds.WildTicks) ? 2 : 1, instance => Ops(world, instance));
    }

    private static void Add(World world, string name, int count, Action<Instance> functions)
    {
        for (var i = 1; i <= count; i++)
        {
            var app = new App(world, $"{name}-{i}", functions);
            world.Apps.Add(app);
            app.Start();
        }
    }

    private static void Stream(World world, Instance instance)
    {
        var validate = instance.NewRunner(new Versioned(new ValidateStep(instance.NewWriter(), instance.Blobs, Topics, new ValidateOptions()), instance.Version));
        var alert = instance.NewRunner(new AlertStep(instance.NewWriter(), Topics, AlertOptions(instance.Version)));
        instance.Trigger("validate", batch => validate.RunAsync(batch, default));
        instance.Trigger("alert", batch => alert.RunAsync(batch, default));
        instance.Run();
        _ = world;
    }

    private static void Persist(Instance instance)
    {
        var documents = new DocumentWriter(instance.Documents);
        var aggregate = instance.NewRunner(new AggregateStep(instance.NewWriter(), Topics, new AggregateOptions()));
        var store = instance.NewRunner(new StoreStep(instance.Blobs));
        var track = instance.NewRunner(new TrackStep(documents, new TrackOptions()));
        var windows = new WindowsStep(documents, instance.NewWriter(), Topics);
        instance.Trigger("aggregate", batch => aggregate.RunAsync(batch, default));
        instance.Trigger("store", batch => store.RunAsync(batch, default));
        instance.Trigger("track", batch => track.RunAsync(batch, default));
        instance.Trigger("windows", batch => windows.RunAsync(batch, default));
        instance.Run();
    }

    private static void React(World world, Instance instance)
    {
        var notify = Notify(world, instance).Step;
        instance.Trigger("notify", batch => notify.HandleAsync(batch[0], default));
        instance.Run();
    }

    private static void Ops(World world, Instance instance)
    {
        var dice = world.Chaos.Dice;
        var sweep = Notify(world, instance).Sweep;
        var tick = new TickStep(instance.NewWriter(), Topics);
        instance.Timer(
            () => EventLoop.Minute - (world.Loop.Now % EventLoop.Minute) + (world.Chaos.Now(FaultKinds.WildTicks, 0.3) ? dice.Next(100) * EventLoop.Second : 0),
            async () =>
            {
                var time = instance.Process.Clock.GetUtcNow();
                await tick.RunAsync(time, default);
                if (world.Chaos.Now(FaultKinds.WildTicks, 0.3)) await tick.RunAsync(time, default);
            });
        instance.Timer(() => 15 * EventLoop.Second, () => sweep.RunAsync(default));
        Archive(world, instance);
    }

    /// <summary>Merges, deletes what was merged, and looks for uploads that never came to count; times far below those in earnest.</summary>
    private static void Archive(World world, Instance instance)
    {
        var options = new ArchiveOptions { SweepAfter = TimeSpan.FromMinutes(2), OrphansAfter = TimeSpan.FromMinutes(6), JournalsAfter = TimeSpan.FromMinutes(6), RunFor = TimeSpan.FromMinutes(2), MergeRows = 300 };
        var (blobs, log) = (instance.Blobs, new ArchiveLog(NullLogger<ArchiveLog>.Instance));
        var editor = new ManifestEditor(blobs, Instance.Limits);
        var rings = new KeyRings(blobs, TimeProvider.System);
        var segments = new SegmentStore(blobs, rings);
        var merger = new SegmentMerger(blobs, editor, segments, rings, options);
        var sweeper = new ArchiveSweeper(blobs, editor, merger, options);
        var work = new ArchiveWork(new PartitionArchive(blobs, rings), merger, instance.NewWriter(), blobs, Topics, options, instance.Process.Clock, log);
        var compact = new CompactStep(work, sweeper, options, log);
        var cold = new TierColdStep(work, editor, sweeper, new ArchiveExpiry(editor, segments, new AccessLog(blobs, instance.Process.Clock), options, log), new JournalSweeper(blobs), new RestoreStep(blobs, options, instance.Process.Clock), blobs, options, instance.Process.Clock, log);
        instance.Timer(() => world.Chaos.Dice.Around(40 * EventLoop.Second), () => compact.RunAsync(default));
        instance.Timer(() => world.Chaos.Dice.Around(6 * EventLoop.Minute), () => cold.RunAsync(default));
    }

    private static NotifyParts Notify(World world, Instance instance) =>
        new(instance.Documents, instance.NewWriter(), [new SimChannel(world, instance.Process)], Policy, new NotifyOptions(), instance.Process.Clock);

    private static AlertOptions AlertOptions(int version) => version == 1 ? new AlertOptions() : new AlertOptions { Cooldown = TimeSpan.FromMinutes(2) };
}
