using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Domain.Rules;
using ServerlessIot.Domain.Rules.Groups;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Rules;

/// <summary>
/// The groups that rules can name, in blob storage: each version under its name and hash, never changed, and one blob with the latest. What holds in a partition its ticks say.
/// </summary>
public sealed class GroupBook(IBlobStore blobs, ILogger<GroupBook> logger)
{
    /// <summary>The blob with the latest groups.</summary>
    internal const string LatestBlob = "rules/groups/latest.json";

    /// <summary>Every conflict means that another writer got on.</summary>
    private const int Tries = 20;
    private string? said;

    /// <summary>The latest groups; null when their blob holds what this version of the code refuses: that is logged, once.</summary>
    /// <exception cref="StoreUnavailableException">The store did not answer.</exception>
    public async Task<GroupSet?> LatestAsync(CancellationToken cancellationToken) => (await PublishedAsync(cancellationToken)).Groups;

    /// <summary>Reads groups. Null when their blob is not there, is not what was published, or holds what this version of the code refuses: that is logged.</summary>
    /// <exception cref="StoreUnavailableException">The store did not answer.</exception>
    public async Task<GroupSet?> ReadAsync(RulesName name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (await blobs.DownloadAsync(name.GroupsBlob, cancellationToken) is not { } blob)
        {
            NotRead(name.Version, $"the blob {name.GroupsBlob} is not there");
            return null;
        }

        if (Convert.ToHexStringLower(SHA256.HashData(blob.Content.Span)) != name.Hash)
        {
            NotRead(name.Version, $"the blob {name.GroupsBlob} was changed");
            return null;
        }

        return Read(blob.Content, name.Version);
    }

    /// <summary>Publishes what a group is now; it counts from the next tick on. Publishing what is published already changes nothing.</summary>
    /// <param name="tenant">Its tenant.</param>
    /// <param name="name">Its name.</param>
    /// <param name="find">Who belongs to it now; null = there is none. Asked for after what is published was read, so that of two who publish the later one sees what the earlier one wrote.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="GroupsFullException">There is no room for it.</exception>
    /// <exception cref="StoreUnavailableException">The store did not answer; publishing again is safe.</exception>
    public async Task PublishAsync(string tenant, string name, Func<CancellationToken, Task<DeviceFilter?>> find, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(find);
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var (before, version) = await PublishedAsync(cancellationToken);
            // Nobody may go on from nothing: the versions would begin anew, and partitions would hear of no group again.
            if (before is null) throw new StoreUnavailableException($"The blob {LatestBlob} cannot be read; the log says why.");
            var next = before.With(tenant, name, await find(cancellationToken));
            if (next == before) return;
            // First under its name: a tick may tell of it as soon as it is the latest. What is there already under this hash is the same.
            await blobs.TryReplaceAsync(next.Name.GroupsBlob, next.File, null, cancellationToken);
            // Looked at again whether it was written or not: somebody may have changed it meanwhile, and found that nothing was to be published.
            await blobs.TryReplaceAsync(LatestBlob, next.File, version, cancellationToken);
        }

        throw new StoreUnavailableException($"Others changed groups {Tries} times in a row.");
    }

    private async Task<(GroupSet? Groups, string? Version)> PublishedAsync(CancellationToken cancellationToken)
    {
        if (await blobs.DownloadAsync(LatestBlob, cancellationToken) is not { } blob) return (GroupSet.None, null);
        return (Read(blob.Content, 0), blob.Version);
    }

    private GroupSet? Read(ReadOnlyMemory<byte> file, int version)
    {
        try
        {
            return GroupSet.Read(file);
        }
        catch (CorruptDataException error)
        {
            NotRead(version, error.Message);
            return null;
        }
    }

    /// <summary>Says it once, though it is looked for again and again.</summary>
    private void NotRead(int version, string reason)
    {
        var text = $"{version} {reason}";
        if (Interlocked.Exchange(ref said, text) != text) logger.GroupsNotRead(version, reason);
    }
}
