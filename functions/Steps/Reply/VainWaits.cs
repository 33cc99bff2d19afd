namespace ServerlessIot.Steps.Reply;

/// <summary>Devices for whose commands was waited in vain within the last minute, at most 1,000 of them.</summary>
internal sealed class VainWaits(TimeProvider time)
{
    private const int Most = 1_000;
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(1);
    private readonly Dictionary<string, DateTimeOffset> until = new(StringComparer.Ordinal);

    /// <summary>Whether a device is one of them.</summary>
    public bool Has(string device)
    {
        lock (until) return until.TryGetValue(device, out var end) && time.GetUtcNow() < end;
    }

    /// <summary>Adds one. When there is no room, those whose minute is over go, then all: what is forgotten is waited for once more.</summary>
    public void Add(string device)
    {
        var now = time.GetUtcNow();
        lock (until)
        {
            if (until.Count >= Most)
                foreach (var gone in until.Where(pair => pair.Value <= now).Select(pair => pair.Key).ToList()) until.Remove(gone);
            if (until.Count >= Most) until.Clear();
            until[device] = now + Length;
        }
    }
}
