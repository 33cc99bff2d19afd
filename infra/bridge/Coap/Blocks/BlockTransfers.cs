using System.Net;

namespace ServerlessIot.Bridge.Coap.Blocks;

/// <summary>Bodies that come in blocks: RFC 7959, 2.5. Bounded in size, number and time; in sequence only.</summary>
internal sealed class BlockTransfers(int maxBody, long maxBytes, TimeProvider time)
{
    /// <summary>Bodies under way of all peers.</summary>
    public const int MaxTransfers = 1_024;

    /// <summary>How long the next block may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private readonly Dictionary<(IPEndPoint, string), Transfer> _transfers = [];
    private long _bytes;

    /// <summary>Bodies under way.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _transfers.Count;
        }
    }

    /// <summary>Takes a block; <paramref name="body"/> is set when it was the last one.</summary>
    /// <param name="peer">Who sends.</param>
    /// <param name="resource">What for: one body at once each (RFC 7959, 2.5).</param>
    /// <param name="block">Its place.</param>
    /// <param name="payload">Its bytes.</param>
    /// <param name="body">The whole.</param>
    public BlockOutcome Take(IPEndPoint peer, string resource, BlockOption block, byte[] payload, out byte[] body)
    {
        body = payload;
        if (block.More ? payload.Length != block.Size : payload.Length > block.Size)
            return BlockOutcome.Invalid;
        if (block.Number == 0 && !block.More)
            return payload.Length <= maxBody ? BlockOutcome.Complete : BlockOutcome.TooLarge;
        lock (_lock)
        {
            if (block.Number == 0)
                Forget_NeedsLock((peer, resource));
            if (!_transfers.TryGetValue((peer, resource), out var transfer))
            {
                if (block.Number > 0)
                    return BlockOutcome.Incomplete;
                if (_transfers.Count >= MaxTransfers || _bytes >= maxBytes)
                    return BlockOutcome.Busy;
                _transfers.Add((peer, resource), transfer = new Transfer());
            }
            if (block.Offset != transfer.Bytes.Count)
                return BlockOutcome.Incomplete;
            if (transfer.Bytes.Count + payload.Length > maxBody)
            {
                Forget_NeedsLock((peer, resource));
                return BlockOutcome.TooLarge;
            }
            if (_bytes + payload.Length > maxBytes)
            {
                Forget_NeedsLock((peer, resource));
                return BlockOutcome.Busy;
            }
            transfer.Bytes.AddRange(payload);
            transfer.Touched = time.GetTimestamp();
            _bytes += payload.Length;
            if (block.More)
                return BlockOutcome.Continue;
            body = [.. transfer.Bytes];
            Forget_NeedsLock((peer, resource));
            return BlockOutcome.Complete;
        }
    }

    /// <summary>Forgets bodies whose next block does not come.</summary>
    public void Expire()
    {
        lock (_lock)
        {
            if (_transfers.Count == 0)
                return;
            foreach (var (key, transfer) in _transfers.ToArray())
                if (time.GetElapsedTime(transfer.Touched) > Patience)
                    Forget_NeedsLock(key);
        }
    }

    private void Forget_NeedsLock((IPEndPoint, string) key)
    {
        if (_transfers.Remove(key, out var transfer))
            _bytes -= transfer.Bytes.Count;
    }

    private sealed class Transfer
    {
        public List<byte> Bytes { get; } = [];

        public long Touched { get; set; }
    }
}
