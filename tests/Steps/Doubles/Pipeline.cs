using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Aggregate;
using ServerlessIot.Steps.Alert;
using ServerlessIot.Steps.Documents;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Rules;
using ServerlessIot.Steps.Running;
using ServerlessIot.Steps.Store;
using ServerlessIot.Steps.Track;
using ServerlessIot.Steps.Validate;
using ServerlessIot.Steps.Windows;

namespace ServerlessIot.Steps.Tests.Doubles;

/// <summary>All journaled steps on one log and one store, driven as the Kafka trigger does: offsets are committed after a batch returned.</summary>
public sealed class Pipeline
{
    public const int Partitions = 2;
    private readonly TopicNames topics = new();
    private readonly List<Stage> stages = [];

    public Pipeline()
    {
        Add("telemetry.raw", NewValidate, 2);
        Add("telemetry.valid", () => new AlertStep(Log, topics, new AlertOptions(), new RuleBook(Blobs, TimeProvider.System, NullLogger<RuleBook>.Instance)), 2);
        Add("telemetry.valid", () => new AggregateStep(Log, topics, new AggregateOptions()), 2);
        Add("telemetry.valid", () => new StoreStep(Blobs), 2);
        Add("telemetry.valid", () => new TrackStep(new DocumentWriter(Documents), new TrackOptions()), 2);
        Add("aggregates", new WindowsStep(new DocumentWriter(Documents), Log, topics).RunAsync);
    }

    public MemoryLog Log { get; } = new(Partitions);

    public MemoryBlobs Blobs { get; } = new();

    public MemoryDocuments Documents { get; } = new();

    public ValidateStep NewValidate() => new(Log, Blobs, topics, new ValidateOptions());

    /// <summary>Lets one random step run one random batch on one of its owners.</summary>
    public Task TurnAsync(Random random)
    {
        var stage = stages[random.Next(stages.Count)];
        return stage.TurnAsync(random.Next(Partitions), random.Next(1, 40), random.Next(16));
    }

    /// <summary>Runs everything to the end of the log.</summary>
    public async Task DrainAsync()
    {
        for (var moved = true; moved;)
        {
            moved = false;
            foreach (var stage in stages)
            {
                for (var partition = 0; partition < Partitions; partition++)
                {
                    while (await stage.TurnAsync(partition, 100, 0)) moved = true;
                }
            }
        }
    }

    /// <summary>Commits of offsets that were lost: batches that returned come again.</summary>
    public void ForgetCommits(Random random)
    {
        foreach (var stage in stages) stage.ForgetCommits(random);
    }

    private void Add<TState>(string topic, Func<IDecider<TState>> decider, int owners) where TState : class
    {
        var instances = Enumerable.Range(0, owners).Select(_ => new Owner<TState>(decider, Blobs, Log)).ToList();
        stages.Add(new Stage(Log, topic, (batch, choice) => instances[choice % owners].TryRunAsync(batch)));
    }

    private void Add(string topic, Func<IReadOnlyList<LogRecord>, CancellationToken, Task> run) => stages.Add(new Stage(Log, topic, async (batch, _) =>
    {
        try
        {
            await run(batch, CancellationToken.None);
            return true;
        }
        catch (Crash)
        {
            return false;
        }
    }));

    private sealed class Stage(MemoryLog log, string topic, Func<IReadOnlyList<LogRecord>, int, Task<bool>> run)
    {
        private readonly long[] committed = new long[Partitions];

        public async Task<bool> TurnAsync(int partition, int most, int choice)
        {
            var records = log.Of(topic, partition);
            var batch = records.Skip((int)committed[partition]).Take(most).ToList();
            if (batch.Count == 0 || !await run(batch, choice)) return false;
            committed[partition] = batch[^1].Offset + 1;
            return true;
        }

        public void ForgetCommits(Random random)
        {
            var partition = random.Next(Partitions);
            committed[partition] = Math.Max(0, committed[partition] - random.Next(60));
        }
    }
}
