using System.Runtime.CompilerServices;
using System.Text;
using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Adapters.Blobs;

/// <summary>Large blobs: blocks, ranges, tiers.</summary>
public sealed partial class AzureBlobStore
{
    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>?> ReadRangeAsync(string name, long offset, int length, CancellationToken cancellationToken)
    {
        try
        {
            return (await ReadAsync(name, new BlobDownloadOptions { Range = new HttpRange(offset, length) }, cancellationToken))?.Content;
        }
        catch (StoreUnavailableException exception) when (exception.InnerException is RequestFailedException { ErrorCode: "BlobArchived" or "BlobBeingRehydrated" })
        {
            throw new BlobArchivedException($"{name} is in the tier Archive.", exception) { Blobs = [name] };
        }
    }

    /// <inheritdoc/>
    public Task StageAsync(string name, int block, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => CallAsync(
        async () =>
        {
            await container.GetBlockBlobClient(name).StageBlockAsync(BlockId(block), new MemoryStream(content.ToArray()), cancellationToken: cancellationToken);
            return "";
        },
        cancellationToken);

    /// <inheritdoc/>
    public async Task CommitAsync(string name, int blocks, BlobTier tier, CancellationToken cancellationToken)
    {
        var options = new CommitBlockListOptions { AccessTier = Tier(tier), Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };
        await CallAsync(
            async () => (await container.GetBlockBlobClient(name).CommitBlockListAsync(Enumerable.Range(0, blocks).Select(BlockId), options, cancellationToken)).Value.ETag.ToString(),
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<BlobTier?> TierOfAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var tier = (await container.GetBlobClient(name).GetPropertiesAsync(cancellationToken: cancellationToken)).Value.AccessTier;
            return tier == AccessTier.Archive.ToString() ? BlobTier.Archive : tier == AccessTier.Cold.ToString() ? BlobTier.Cold : tier == AccessTier.Cool.ToString() ? BlobTier.Cool : BlobTier.Hot;
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
        catch (Exception exception) when (Unavailable(exception, cancellationToken))
        {
            throw new StoreUnavailableException($"{name} could not be looked at: {exception.Message}", exception);
        }
    }

    /// <inheritdoc/>
    public Task SetTierAsync(string name, BlobTier tier, CancellationToken cancellationToken) => CallAsync(
        async () =>
        {
            await container.GetBlobClient(name).SetAccessTierAsync(Tier(tier), cancellationToken: cancellationToken);
            return "";
        },
        cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ListAsync(string prefix, DateTimeOffset before, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var blobs = container.GetBlobsAsync(prefix: prefix, cancellationToken: cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            try
            {
                if (!await blobs.MoveNextAsync()) yield break;
            }
            catch (Exception exception) when (Unavailable(exception, cancellationToken))
            {
                throw new StoreUnavailableException($"{prefix} could not be listed: {exception.Message}", exception);
            }

            if (blobs.Current.Properties.LastModified < before) yield return blobs.Current.Name;
        }
    }

    // Block ids of one blob must have the same length.
    private static string BlockId(int block) => Convert.ToBase64String(Encoding.ASCII.GetBytes(block.ToString("D8", System.Globalization.CultureInfo.InvariantCulture)));

    private static AccessTier Tier(BlobTier tier) => tier switch
    {
        BlobTier.Hot => AccessTier.Hot,
        BlobTier.Cool => AccessTier.Cool,
        BlobTier.Cold => AccessTier.Cold,
        BlobTier.Archive => AccessTier.Archive,
        _ => throw new ArgumentOutOfRangeException(nameof(tier), tier, "There is no such tier."),
    };
}
