using System.Security.Cryptography;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Registry;

/// <summary>The devices that are out of service, in one blob that bridges follow.</summary>
public sealed class OutOfServiceBook(IBlobStore blobs, TimeProvider time) : IDisposable
{
    /// <summary>The blob.</summary>
    internal const string Blob = "registry/out-of-service.json";

    /// <summary>Every conflict means that another writer got on.</summary>
    private const int Tries = 20;

    /// <summary>So long one waits for others of the same process: a store that does not answer takes each of them its time.</summary>
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim gate = new(1);
    private (OutOfServiceList List, string? Version) known = (OutOfServiceList.Empty, null); // behind the gate

    /// <summary>What is published, with its version; null when that is what the caller has. A blob that is not there is no news.</summary>
    /// <param name="seen">Version that the caller has; null = none.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="CorruptDataException">The blob holds something else.</exception>
    /// <exception cref="StoreUnavailableException">The store did not answer.</exception>
    public async Task<(OutOfServiceList List, string Version)?> LookAsync(string? seen, CancellationToken cancellationToken) =>
        await blobs.DownloadChangedAsync(Blob, seen, cancellationToken) is { } blob && blob.Version != seen ? (OutOfServiceList.Read(blob.Content), blob.Version) : null;

    /// <summary>Publishes whether devices are out of service. What is published already, or was overtaken, changes nothing.</summary>
    /// <param name="states">What was stored.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Those that there was no room for; what is said of the others is published.</returns>
    /// <exception cref="StoreUnavailableException">The store did not answer; publishing again is safe.</exception>
    public async Task<IReadOnlyCollection<ServiceState>> PublishAsync(IReadOnlyCollection<ServiceState> states, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(states);
        if (states.Count == 0) return [];
        if (!await gate.WaitAsync(Turn, cancellationToken)) throw new StoreUnavailableException($"Others have been publishing who is out of service for {Turn.TotalSeconds} s.");
        try
        {
            for (var attempt = 0; attempt < Tries; attempt++)
            {
                var (list, version) = known = await ReadAsync(cancellationToken);
                var full = new List<ServiceState>();
                var next = list.With(states, time.GetUtcNow().ToUnixTimeMilliseconds(), full);
                if (next == list || await blobs.TryReplaceAsync(Blob, next.ToBytes(), version, cancellationToken)) return full;
                // By chance: of two who look equally fast the same one would lose again and again.
                await Task.Delay(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(1, 20 << Math.Min(attempt, 4))), time, cancellationToken);
            }
        }
        finally
        {
            gate.Release();
        }

        throw new StoreUnavailableException($"Others took devices in or out of service {Tries} times in a row.");
    }

    /// <inheritdoc/>
    public void Dispose() => gate.Dispose();

    private async Task<(OutOfServiceList List, string? Version)> ReadAsync(CancellationToken cancellationToken)
    {
        if (await blobs.DownloadChangedAsync(Blob, known.Version, cancellationToken) is not { } blob) return (OutOfServiceList.Empty, null);
        if (blob.Version == known.Version) return known;
        try
        {
            return (OutOfServiceList.Read(blob.Content), blob.Version);
        }
        catch (CorruptDataException error)
        {
            // Nobody may go on from nothing: the others would be let in again.
            throw new StoreUnavailableException($"The blob {Blob} is damaged. Delete it, and write all devices that are out of service once more, with one request. {error.Message}", error);
        }
    }
}
