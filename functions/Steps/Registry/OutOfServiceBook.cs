using System.Collections.Concurrent;
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

    private const int Parallel = 32;
    private readonly SemaphoreSlim gate = new(1); // those of one process need not compete

    /// <summary>What is published, with its version; null when that is what the caller has. A blob that is not there is no news.</summary>
    /// <param name="seen">Version that the caller has; null = none.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="CorruptDataException">The blob holds something else.</exception>
    /// <exception cref="StoreUnavailableException">The store did not answer.</exception>
    public async Task<(OutOfServiceList List, string Version)?> LookAsync(string? seen, CancellationToken cancellationToken) =>
        await blobs.DownloadChangedAsync(Blob, seen, cancellationToken) is { } blob && blob.Version != seen ? (OutOfServiceList.Read(blob.Content), blob.Version) : null;

    /// <summary>Publishes whether devices are out of service. Publishing what is published already changes nothing.</summary>
    /// <param name="states">What was stored.</param>
    /// <param name="isOut">Whether a device is out of service now. Asked for after what is published was read, so that of two who publish the later one sees what the earlier one wrote.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="OutOfServiceFullException">There is no room for them.</exception>
    /// <exception cref="StoreUnavailableException">The store did not answer; publishing again is safe.</exception>
    public async Task PublishAsync(IReadOnlyCollection<ServiceState> states, Func<ServiceState, CancellationToken, Task<bool>> isOut, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(states);
        ArgumentNullException.ThrowIfNull(isOut);
        if (states.Count == 0) return;
        await gate.WaitAsync(cancellationToken);
        try
        {
            for (var attempt = 0; attempt < Tries; attempt++)
            {
                var blob = await blobs.DownloadAsync(Blob, cancellationToken);
                var list = blob is null ? OutOfServiceList.Empty : Read(blob.Content);
                var changes = await NowAsync(states.Where(state => list.Holds(state.Key) != state.IsOut), isOut, cancellationToken);
                // Written also when it says the same: somebody with an older view, who would undo it, finds another version then, and looks again.
                if (await blobs.TryReplaceAsync(Blob, list.With(changes).ToBytes(), blob?.Version, cancellationToken)) return;
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

    private static async Task<IReadOnlyCollection<ServiceState>> NowAsync(IEnumerable<ServiceState> doubted, Func<ServiceState, CancellationToken, Task<bool>> isOut, CancellationToken cancellationToken)
    {
        var now = new ConcurrentBag<ServiceState>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellationToken, TaskScheduler = TaskScheduler.Current };
        await System.Threading.Tasks.Parallel.ForEachAsync(doubted, options, async (state, token) => now.Add(state with { IsOut = await isOut(state, token) }));
        return now;
    }

    private static OutOfServiceList Read(ReadOnlyMemory<byte> file)
    {
        try
        {
            return OutOfServiceList.Read(file);
        }
        catch (CorruptDataException error)
        {
            // Nobody may go on from nothing: the others would be let in again.
            throw new StoreUnavailableException($"The blob {Blob} is damaged. Delete it, and write the devices that are out of service once more. {error.Message}", error);
        }
    }
}
