using System.Text;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Replay.Rows;
using ServerlessIot.Steps.Running;

namespace ServerlessIot.Steps.Replay.Rebuild;

/// <summary>Runs a step's own decisions over stored rows and ticks that are made for them, on a state that is nobody else's. What it would tell is taken and told nobody.</summary>
/// <param name="step">The step.</param>
/// <param name="state">The state; changed.</param>
/// <param name="partition">Partition of the rows.</param>
/// <param name="topic">Topic that the step reads.</param>
/// <param name="every">Milliseconds from tick to tick.</param>
/// <param name="take">Takes what a decision tells.</param>
internal sealed class StepReplay<TState>(IDecider<TState> step, TState state, int partition, string topic, long every, Action<Telling> take)
    where TState : class
{
    private const int AtOnce = 1000;
    private readonly List<LogRecord> records = [];
    private long? clock;
    private Origin last;
    private int ticks;

    /// <summary>Latest arrival of a row, Unix milliseconds; 0 before the first.</summary>
    public long Latest { get; private set; }

    /// <summary>Origin of the last row.</summary>
    public Origin Last => last;

    /// <summary>A row, after the ticks until its arrival.</summary>
    /// <param name="row">The row.</param>
    /// <param name="latest">Time goes no further, Unix milliseconds: what came late does not end what is still to come.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RowAsync(ReplayRow row, long latest, CancellationToken cancellationToken)
    {
        var now = Math.Min(row.Arrived, latest);
        Tick(now);
        (last, ticks) = (row.Origin, 0);
        clock ??= ReplayTicks.Floor(now, every);
        Latest = Math.Max(Latest, row.Arrived);
        records.Add(new LogRecord(topic, partition, 0, row.Arrived, Encoding.UTF8.GetBytes(row.Device), row.Json, [new(LogHeaders.Id, row.Origin.ToString()), new(LogHeaders.Type, RecordTypes.Event)]));
        if (records.Count >= AtOnce) await DecideAsync(cancellationToken);
    }

    /// <summary>Time passes until <paramref name="now"/>, Unix milliseconds, after the last row; it never goes back. All rows before are decided then.</summary>
    public Task PassAsync(long now, CancellationToken cancellationToken)
    {
        if (Latest > 0 && now > Latest) clock ??= ReplayTicks.Floor(Latest, every);
        Tick(now);
        return DecideAsync(cancellationToken);
    }

    /// <summary>A new stretch begins: its time is that of its rows.</summary>
    public void Rewind() => clock = null;

    private void Tick(long now)
    {
        foreach (var tick in ReplayTicks.Between(clock, now, every))
        {
            // Behind the last row and below the next one, as the origin of a tick in the log is.
            var origin = last with { Index = int.MaxValue - 8 + Math.Min(ticks++, 8) };
            records.Add(new LogRecord(topic, partition, 0, tick, default, new Tick(tick).ToBytes(), [new(LogHeaders.Id, origin.ToString()), new(LogHeaders.Type, RecordTypes.Tick)]));
            clock = tick;
        }
    }

    private async Task DecideAsync(CancellationToken cancellationToken)
    {
        if (records.Count == 0) return;
        var decision = new Decision(partition, 0);
        await step.DecideAsync(state, records, decision, cancellationToken);
        records.Clear();
        take(decision.Telling);
    }
}
