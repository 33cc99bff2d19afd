using Confluent.Kafka;

namespace ServerlessIot.Bridge.Commands;

/// <summary>
/// The order in which a bridge catches up with the log: first what has ended, then the commands. The other way round commands that ended long ago would take the room of those that wait.
/// From its end on a partition goes on being read.
/// </summary>
/// <param name="consumer">Reads; nothing is assigned to it yet.</param>
/// <param name="book">Gets what is read.</param>
/// <param name="ends">Where device.replies is read from.</param>
/// <param name="commands">The same of device.commands.</param>
internal sealed class CommandCatchUp(IConsumer<byte[], byte[]> consumer, CommandBook book, IReadOnlyList<TopicPartitionOffset> ends, IReadOnlyList<TopicPartitionOffset> commands)
{
    private readonly HashSet<TopicPartition> _reading = [];
    private readonly long _forgotten = book.EndsForgotten;
    private Step _step;

    private enum Step
    {
        Ends,
        Commands,
        EndsAgain,
        Done,
    }

    /// <summary>Begins to read.</summary>
    public void Begin() => Read(Step.Ends, ends);

    /// <summary>A partition was read to its end.</summary>
    /// <returns>Whether that was the last one: what the book holds now needs its delivery. True once.</returns>
    public bool Reached(TopicPartition partition)
    {
        if (!_reading.Remove(partition) || _reading.Count > 0)
            return false;
        switch (_step)
        {
            case Step.Ends:
                Read(Step.Commands, commands);
                return false;
            // More have ended than are remembered: the book may hold some that it did not know any more.
            case Step.Commands when book.EndsForgotten != _forgotten:
                consumer.IncrementalUnassign(ends.Select(place => place.TopicPartition));
                Read(Step.EndsAgain, ends);
                return false;
            default:
                _step = Step.Done;
                return true;
        }
    }

    private void Read(Step step, IReadOnlyList<TopicPartitionOffset> places)
    {
        _step = step;
        _reading.UnionWith(places.Select(place => place.TopicPartition));
        consumer.IncrementalAssign(places);
    }
}
