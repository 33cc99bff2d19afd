using Microsoft.Extensions.Logging;

namespace ServerlessIot.Bridge.Kafka;

/// <summary>The topics that may be written beside telemetry.raw, and which of them the log has said that it does not have.</summary>
/// <param name="names">Those that settings lead to. Another one that is asked for, since a spool still has records for it, is there when the log says so.</param>
/// <param name="logger">Told once when one is missing, and when it is there after all.</param>
/// <param name="time">Clock.</param>
internal sealed class LogTopics(IReadOnlyList<string> names, ILogger logger, TimeProvider time)
{
    /// <summary>How long the log has to say without a break that a topic is not there which it had, or that nobody leads it: a broker that has just started knows few topics.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    /// <summary>How long a refusal to write counts: a topic that may not be written can be seen all the same.</summary>
    public static readonly TimeSpan RefusalCounts = TimeSpan.FromMinutes(5);

    /// <summary>Other topics that are looked after: as many as several topic maps could have left behind.</summary>
    private const int MostOthers = 1_000;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _named = new(names, StringComparer.Ordinal);
    private readonly List<string> _others = [];
    private readonly Dictionary<string, State> _states = new(StringComparer.Ordinal);

    /// <summary>All that the log is to be asked for.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            lock (_lock)
                return _others.Count == 0 ? names : [.. names, .. _others];
        }
    }

    /// <summary>False when the log has said that the topic is not there; true while it has said nothing, unless no setting leads to it.</summary>
    public bool Takes(string name)
    {
        lock (_lock)
        {
            if (_states.TryGetValue(name, out var state) && state.There is { } there)
                return there;
            if (_named.Contains(name))
                return true;
            if (_others.Count < MostOthers && !_others.Contains(name))
                _others.Add(name);
            return false;
        }
    }

    /// <summary>The log has the topic, and each of its partitions has a leader.</summary>
    public void Found(string name)
    {
        lock (_lock)
        {
            var state = Of_NeedsLock(name);
            state.Doubted = null;
            if (state.Refused is { } since && time.GetElapsedTime(since) < RefusalCounts)
                return;
            var before = state.There;
            (state.There, state.Refused) = (true, null);
            if (before != false)
                return;
        }
        BridgeLog.TopicFound(logger, name);
    }

    /// <summary>The log says that it does not have it: a record for it would never be stored, and end its producer.</summary>
    /// <returns>Whether it is missing from now on.</returns>
    public bool Missing(string name, string reason) => Doubt(name, reason, known => known == true ? Grace : TimeSpan.Zero);

    /// <summary>The log has it, and a partition without a leader: a record for it would wait for as long as that.</summary>
    /// <returns>Whether it is missing from now on.</returns>
    public bool Leaderless(string name) => Doubt(name, "a partition has no leader", _ => Grace);

    /// <summary>A record for it was refused: the next one would end its producer too.</summary>
    /// <param name="name">The topic.</param>
    /// <param name="reason">The log's.</param>
    /// <param name="forbidden">It is there, and must not be written.</param>
    public void Refused(string name, string reason, bool forbidden)
    {
        if (forbidden)
            lock (_lock)
                Of_NeedsLock(name).Refused = time.GetTimestamp();
        Doubt(name, reason, _ => TimeSpan.Zero);
    }

    private bool Doubt(string name, string reason, Func<bool?, TimeSpan> grace)
    {
        lock (_lock)
        {
            var state = Of_NeedsLock(name);
            if (state.There == false)
                return false;
            state.Doubted ??= time.GetTimestamp();
            if (time.GetElapsedTime(state.Doubted.Value) < grace(state.There))
                return false;
            state.There = false;
        }
        BridgeLog.TopicMissing(logger, name, reason);
        return true;
    }

    private State Of_NeedsLock(string name)
    {
        if (!_states.TryGetValue(name, out var state))
            _states.Add(name, state = new State());
        return state;
    }

    private sealed class State
    {
        /// <summary>Null while the log has said nothing.</summary>
        public bool? There { get; set; }

        /// <summary>Since when it says without a break that it is not.</summary>
        public long? Doubted { get; set; }

        /// <summary>When a record was refused that may not be written.</summary>
        public long? Refused { get; set; }
    }
}
