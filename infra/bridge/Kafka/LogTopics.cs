using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ServerlessIot.Bridge.Kafka;

/// <summary>The topics that may be written beside telemetry.raw, and which of them the log has said that it does not have.</summary>
/// <param name="names">All of them.</param>
/// <param name="logger">Told once when one is missing, and when it is there after all.</param>
internal sealed class LogTopics(IReadOnlyList<string> names, ILogger logger)
{
    private readonly ConcurrentDictionary<string, bool> _there = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Names => names;

    /// <summary>False when the log has said that the topic is not there; true while it has said nothing.</summary>
    public bool Takes(string name) => !_there.TryGetValue(name, out var there) || there;

    /// <summary>The log has the topic.</summary>
    public void Found(string name)
    {
        if (Change(name, there: true) == false)
            BridgeLog.TopicFound(logger, name);
    }

    /// <summary>The log does not have it: a record for it would never be stored, and end its producer.</summary>
    public void Missing(string name, string reason)
    {
        if (Change(name, there: false) != false)
            BridgeLog.TopicMissing(logger, name, reason);
    }

    /// <returns>What was known before; null for nothing.</returns>
    private bool? Change(string name, bool there)
    {
        bool? before = _there.TryGetValue(name, out var known) ? known : null;
        _there[name] = there;
        return before;
    }
}
