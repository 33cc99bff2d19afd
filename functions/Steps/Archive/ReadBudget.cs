using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Archive;

/// <summary>What one search may read: so much in all, and so many blobs or ranges at once, wherever they are asked for.</summary>
internal sealed class ReadBudget(int atOnce, long mostBytes) : IDisposable
{
    private readonly SemaphoreSlim places = new(atOnce);
    private long bytes;

    /// <inheritdoc/>
    public void Dispose() => places.Dispose();

    /// <summary>Waits for a place to read so many bytes; to be given back when they were read.</summary>
    /// <exception cref="SearchTooLargeException">With them it would be too much.</exception>
    internal async Task<IDisposable> TakeAsync(long more, CancellationToken cancellationToken)
    {
        if (Interlocked.Add(ref bytes, more) > mostBytes) throw new SearchTooLargeException($"More than {mostBytes} bytes would have to be read. Ask for a shorter time or a smaller area.");
        await places.WaitAsync(cancellationToken);
        return new Place(places);
    }

    private sealed class Place(SemaphoreSlim places) : IDisposable
    {
        public void Dispose() => places.Release();
    }
}
