using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using ServerlessIot.Broker.Storage;
using ServerlessIot.Broker.Wire;

namespace ServerlessIot.Broker.Topics;

/// <summary>All topics, one folder each: <c>topics/name-id/topic.json</c> and a folder per partition.</summary>
internal sealed class TopicStore : IDisposable
{
    private const string Doomed = ".deleted";
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, Topic> _topics = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Guid, Topic> _byId = new();
    private readonly string _root;
    private readonly BrokerOptions _options;
    private readonly ILogger _log;
    private readonly ITimer _retention;

    public TopicStore(BrokerOptions options, ILogger log)
    {
        _root = Path.Combine(options.Directory, "topics");
        _options = options;
        _log = log;
        Directory.CreateDirectory(_root);
        foreach (var directory in Directory.GetDirectories(_root))
            Load(directory);
        _retention = options.TimeProvider.CreateTimer(_ => EnforceRetention(), null, options.RetentionInterval, options.RetentionInterval);
    }

    /// <summary>Raised after a topic was deleted, with its name.</summary>
    public event Action<string>? Deleted;

    public IEnumerable<Topic> All => _topics.Values.OrderBy(static topic => topic.Name, StringComparer.Ordinal);

    public bool TryGet(string name, [NotNullWhen(true)] out Topic? topic) => _topics.TryGetValue(name, out topic);

    public bool TryGet(Guid id, [NotNullWhen(true)] out Topic? topic) => _byId.TryGetValue(id, out topic);

    /// <summary>A partition's log; null when the topic or partition does not exist.</summary>
    public PartitionLog? Partition(string topic, int partition) =>
        _topics.TryGetValue(topic, out var found) && (uint)partition < (uint)found.Partitions.Length ? found.Partitions[partition] : null;

    /// <summary>Creates a topic.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="partitions">Their number, -1 for the default.</param>
    /// <param name="configs">Its own settings.</param>
    /// <param name="validateOnly">Check, but create nothing.</param>
    public (ErrorCode Error, string? Message, Topic? Topic) Create(
        string name, int partitions, IReadOnlyDictionary<string, string> configs, bool validateOnly = false)
    {
        if (!TopicName.IsValid(name))
            return (ErrorCode.InvalidTopic, "a topic's name has 1 to 249 of the characters a-z, A-Z, 0-9, '.', '_' and '-'", null);
        if (partitions is 0 or < -1)
            return (ErrorCode.InvalidPartitions, "a topic has at least one partition", null);
        foreach (var (key, value) in configs)
        {
            if (TopicConfig.Problem(key, value) is { } problem)
                return (ErrorCode.InvalidConfig, problem, null);
        }

        lock (_gate)
            return Create_NeedsLock(name, partitions == -1 ? _options.DefaultPartitions : partitions, configs, validateOnly);
    }

    private (ErrorCode Error, string? Message, Topic? Topic) Create_NeedsLock(
        string name, int partitions, IReadOnlyDictionary<string, string> configs, bool validateOnly)
    {
        if (_topics.TryGetValue(name, out var existing))
            return (ErrorCode.TopicAlreadyExists, $"topic {name} exists", existing);
        if (partitions + _topics.Values.Sum(static topic => topic.Partitions.Length) > _options.MaxPartitions)
            return (ErrorCode.PolicyViolation, $"at most {_options.MaxPartitions} partitions in all", null);
        if (validateOnly)
            return (ErrorCode.None, null, null);
        var file = new TopicFile(name, Guid.NewGuid(), partitions, new Dictionary<string, string>(configs));
        var directory = Path.Combine(_root, $"{name}-{file.Id:N}");
        Directory.CreateDirectory(directory);
        // The folder counts once its topic.json is whole.
        var temporary = Path.Combine(directory, "topic.json.new");
        File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(file));
        File.Move(temporary, Path.Combine(directory, "topic.json"));
        var topic = Open(directory, file);
        BrokerLog.TopicCreated(_log, name, partitions);
        return (ErrorCode.None, null, topic);
    }

    /// <summary>Deletes a topic with its records.</summary>
    /// <returns>False when there is none of this name.</returns>
    public bool Delete(string name)
    {
        lock (_gate)
        {
            if (!_topics.TryRemove(name, out var topic))
                return false;
            _byId.TryRemove(topic.Id, out _);
            topic.Dispose();
            Directory.Move(topic.Directory, topic.Directory + Doomed);
            Directory.Delete(topic.Directory + Doomed, recursive: true);
        }

        BrokerLog.TopicDeleted(_log, name);
        Deleted?.Invoke(name);
        return true;
    }

    private void Load(string directory)
    {
        var file = Path.Combine(directory, "topic.json");
        if (directory.EndsWith(Doomed, StringComparison.Ordinal) || !File.Exists(file))
            Directory.Delete(directory, recursive: true);
        else
            Open(directory, JsonSerializer.Deserialize<TopicFile>(File.ReadAllBytes(file)) ?? throw new InvalidDataException($"{file} is empty"));
    }

    private Topic Open(string directory, TopicFile file)
    {
        var settings = new LogSettings(
            (int)TopicConfig.Number(file.Configs, TopicConfig.SegmentBytes, _options.SegmentBytes),
            (int)TopicConfig.Number(file.Configs, TopicConfig.MaxMessageBytes, _options.MaxMessageBytes),
            TopicConfig.Number(file.Configs, TopicConfig.RetentionMs, TopicConfig.RetentionMsOf(_options)),
            TopicConfig.Number(file.Configs, TopicConfig.RetentionBytes, -1),
            _options.Fsync,
            _options.ProducerExpiry,
            _options.TimeProvider);
        var partitions = new PartitionLog[file.Partitions];
        for (var i = 0; i < partitions.Length; i++)
        {
            partitions[i] = new PartitionLog(Path.Combine(directory, i.ToString(CultureInfo.InvariantCulture)), settings);
            var cut = partitions[i].Open();
            if (cut > 0)
                BrokerLog.TailCut(_log, file.Name, i, cut);
        }

        var topic = new Topic(file.Name, file.Id, directory, file.Configs, partitions);
        _byId[file.Id] = topic;
        _topics[file.Name] = topic;
        return topic;
    }

    private void EnforceRetention()
    {
        foreach (var topic in _topics.Values)
        {
            for (var i = 0; i < topic.Partitions.Length; i++)
            {
                try
                {
                    var deleted = topic.Partitions[i].EnforceRetention();
                    if (deleted > 0)
                        BrokerLog.SegmentsDeleted(_log, topic.Name, i, deleted);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    BrokerLog.RetentionFailed(_log, topic.Name, i, e);
                }
            }
        }
    }

    public void Dispose()
    {
        _retention.Dispose();
        foreach (var topic in _topics.Values)
            topic.Dispose();
    }
}
