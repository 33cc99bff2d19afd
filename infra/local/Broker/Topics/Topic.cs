using ServerlessIot.Broker.Storage;

namespace ServerlessIot.Broker.Topics;

/// <summary>A topic and its partitions.</summary>
internal sealed class Topic(string name, Guid id, string directory, IReadOnlyDictionary<string, string> configs, PartitionLog[] partitions) : IDisposable
{
    public string Name => name;

    /// <summary>Tells a topic from an earlier one of the same name.</summary>
    public Guid Id => id;

    public string Directory => directory;

    /// <summary>Only what was set for this topic.</summary>
    public IReadOnlyDictionary<string, string> Configs => configs;

    public PartitionLog[] Partitions => partitions;

    public void Dispose()
    {
        foreach (var partition in partitions)
            partition.Dispose();
    }
}
