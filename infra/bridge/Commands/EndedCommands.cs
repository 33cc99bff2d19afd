namespace ServerlessIot.Bridge.Commands;

/// <summary>Ids of commands that no device needs any more, remembered until they would have expired. Callers hold the book's lock.</summary>
/// <param name="most">Ids at most; beyond that those next to their expiry are forgotten.</param>
internal sealed class EndedCommands(int most)
{
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly PriorityQueue<string, long> _byExpiry = new();

    public int Count => _ids.Count;

    /// <summary>Ids that were forgotten before their time, for want of room.</summary>
    public long Forgotten { get; private set; }

    public bool Contains_NeedsLock(string fullId) => _ids.Contains(fullId);

    /// <returns>False when it was known.</returns>
    public bool Add_NeedsLock(string fullId, long expires)
    {
        if (!_ids.Add(fullId))
            return false;
        _byExpiry.Enqueue(fullId, expires);
        while (_ids.Count > most)
        {
            _ids.Remove(_byExpiry.Dequeue());
            Forgotten++;
        }
        return true;
    }

    public void Forget_NeedsLock(long now)
    {
        while (_byExpiry.TryPeek(out var id, out var expires) && expires <= now)
        {
            _byExpiry.Dequeue();
            _ids.Remove(id);
        }
    }
}
