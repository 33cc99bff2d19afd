using Confluent.Kafka;

namespace ServerlessIot.Edition.Draining;

/// <summary>Waits until everything that is in the log now has gone all the way: topic by topic in the order of the flow, each up to the end that it has
/// when its source is through. Ticks that keep coming do not matter.</summary>
/// <param name="groups">The functions' groups.</param>
/// <param name="order">Topics in the order of the flow; groups of other topics come last.</param>
/// <param name="time">Clock.</param>
public sealed class Drain(IReadOnlyList<GroupProgress> groups, IReadOnlyList<string> order, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>Waits.</summary>
    /// <param name="patience">How long at most.</param>
    /// <param name="stop">Ends the waiting.</param>
    /// <returns>Time that it took.</returns>
    /// <exception cref="DrainException">Not in time.</exception>
    public async Task<TimeSpan> WaitAsync(TimeSpan patience, CancellationToken stop)
    {
        var started = time.GetTimestamp();
        using var timer = new PeriodicTimer(Interval, time);
        foreach (var stage in groups.GroupBy(group => Place(group.Topic)).OrderBy(stage => stage.Key))
        {
            Dictionary<string, IReadOnlyList<long>>? ends = null;
            var behind = stage.ToDictionary(group => group, _ => -1L);
            while (true)
            {
                await Task.Run(() => Look(stage, ref ends, behind), stop);
                if (behind.Values.All(lag => lag == 0)) break;
                if (time.GetElapsedTime(started) > patience) throw new DrainException(patience, [.. behind.Where(pair => pair.Value != 0).Select(pair => (pair.Key.Function, pair.Value))]);
                await timer.WaitForNextTickAsync(stop);
            }
        }

        return time.GetElapsedTime(started);
    }

    private static void Look(IEnumerable<GroupProgress> stage, ref Dictionary<string, IReadOnlyList<long>>? ends, Dictionary<GroupProgress, long> behind)
    {
        try
        {
            ends ??= stage.DistinctBy(group => group.Topic).ToDictionary(group => group.Topic, group => group.Ends());
            foreach (var group in stage) behind[group] = group.Lag(ends[group.Topic]);
        }
        catch (KafkaException)
        {
            // A log that is being started again: the next look tells.
        }
    }

    private int Place(string topic)
    {
        for (var i = 0; i < order.Count; i++)
        {
            if (order[i] == topic) return i;
        }

        return order.Count;
    }
}
