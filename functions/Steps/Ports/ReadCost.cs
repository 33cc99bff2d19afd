namespace ServerlessIot.Steps.Ports;

/// <summary>What a query cost: requests to the store and the bytes that they brought. Counts from any thread.</summary>
public sealed class ReadCost
{
    private long requests;
    private long bytes;

    /// <summary>Requests.</summary>
    public long Requests => Interlocked.Read(ref requests);

    /// <summary>Bytes read.</summary>
    public long Bytes => Interlocked.Read(ref bytes);

    internal void Add(long read)
    {
        Interlocked.Increment(ref requests);
        Interlocked.Add(ref bytes, read);
    }
}
