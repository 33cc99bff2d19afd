namespace ServerlessIot.Broker.Groups;

/// <summary>Committed offsets of all groups: in memory, and in a file that every change is appended to before it is acknowledged.</summary>
internal sealed class OffsetStore : IDisposable
{
    // Rewritten when it is this large and mostly outdated: a start reads at most about this much.
    private const long CompactBytes = 4 * 1024 * 1024;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Dictionary<(string Topic, int Partition), CommittedOffset>> _groups = new(StringComparer.Ordinal);
    private readonly string _path;
    private readonly bool _fsync;
    private FileStream _file;
    private long _compactAt = CompactBytes;

    public OffsetStore(string directory, bool fsync, ILogger log)
    {
        _path = Path.Combine(directory, "group-offsets");
        _fsync = fsync;
        File.Delete(_path + ".new");
        _file = Open(_path);
        var cut = Load();
        if (cut > 0)
            BrokerLog.OffsetsCut(log, cut);
    }

    /// <summary>Groups that committed anything.</summary>
    public string[] Groups
    {
        get
        {
            lock (_gate)
                return [.. _groups.Keys];
        }
    }

    public CommittedOffset? Get(string group, string topic, int partition)
    {
        lock (_gate)
            return _groups.TryGetValue(group, out var offsets) && offsets.TryGetValue((topic, partition), out var offset) ? offset : null;
    }

    public KeyValuePair<(string Topic, int Partition), CommittedOffset>[] GetAll(string group)
    {
        lock (_gate)
            return _groups.TryGetValue(group, out var offsets) ? [.. offsets] : [];
    }

    /// <summary>Commits; durable when it returns.</summary>
    public void Commit(string group, IReadOnlyCollection<(string Topic, int Partition, CommittedOffset Offset)> offsets)
    {
        using var batch = new OffsetEntries();
        foreach (var (topic, partition, offset) in offsets)
            batch.AddCommit(group, topic, partition, offset);
        lock (_gate)
        {
            Write_NeedsLock(batch);
            foreach (var (topic, partition, offset) in offsets)
                Set_NeedsLock(group, topic, partition, offset);
        }
    }

    public void RemoveTopic(string topic)
    {
        using var batch = new OffsetEntries();
        batch.AddTopicRemoved(topic);
        lock (_gate)
        {
            Write_NeedsLock(batch);
            RemoveTopic_NeedsLock(topic);
        }
    }

    public bool RemoveGroup(string group)
    {
        using var batch = new OffsetEntries();
        batch.AddGroupRemoved(group);
        lock (_gate)
        {
            if (!_groups.Remove(group))
                return false;
            Write_NeedsLock(batch);
            return true;
        }
    }

    private void Set_NeedsLock(string group, string topic, int partition, CommittedOffset offset)
    {
        if (!_groups.TryGetValue(group, out var offsets))
            _groups[group] = offsets = [];
        offsets[(topic, partition)] = offset;
    }

    private void RemoveTopic_NeedsLock(string topic)
    {
        foreach (var offsets in _groups.Values)
        {
            foreach (var place in offsets.Keys)
            {
                if (place.Topic == topic)
                    offsets.Remove(place);
            }
        }
    }

    private void Write_NeedsLock(OffsetEntries entries)
    {
        Append(_file, entries);
        if (_file.Length > _compactAt)
            Compact_NeedsLock();
    }

    private void Append(FileStream file, OffsetEntries entries)
    {
        file.Write(entries.Bytes.Span);
        file.Flush(_fsync);
    }

    private void Compact_NeedsLock()
    {
        // One that failed half way, as on a full disk, must leave nothing behind the entries of this one.
        File.Delete(_path + ".new");
        using (var compacted = Open(_path + ".new"))
        {
            foreach (var (group, offsets) in _groups)
            {
                using var entries = new OffsetEntries();
                foreach (var ((topic, partition), offset) in offsets)
                    entries.AddCommit(group, topic, partition, offset);
                Append(compacted, entries);
            }

            _compactAt = Math.Max(CompactBytes, 4 * compacted.Length);
        }

        _file.Dispose();
        File.Move(_path + ".new", _path, overwrite: true);
        _file = Open(_path);
        _file.Seek(0, SeekOrigin.End);
    }

    private long Load()
    {
        var bytes = new byte[_file.Length];
        _file.ReadExactly(bytes);
        var good = OffsetEntries.Read(bytes, Set_NeedsLock, RemoveTopic_NeedsLock, group => _groups.Remove(group));
        _file.SetLength(good);
        _file.Seek(good, SeekOrigin.Begin);
        return bytes.Length - good;
    }

    // Unbuffered: one write per commit, in the kernel's hands when it returns.
    private static FileStream Open(string path) => new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);

    public void Dispose()
    {
        lock (_gate)
            _file.Dispose();
    }
}
