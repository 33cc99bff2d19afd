using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Adapters.Blobs;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Archive;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Rings;
using ServerlessIot.Steps.Running;
using ServerlessIot.Steps.Store;
using ServerlessIot.Steps.Tests.Doubles;

namespace ServerlessIot.Adapters.Tests.Blobs;

/// <summary>A real Azurite is killed between the upload of a data blob and the commit that names it, and has forgotten the blob when it is back.</summary>
public sealed class ForgottenBlobTest(Azurite azurite) : IClassFixture<Azurite>
{
    /// <summary>Azurite may save what it knows, every 5 s, right between upload and kill.</summary>
    private const int Attempts = 10;

    [Fact]
    public async Task What_the_blob_store_forgot_between_upload_and_commit_is_made_again()
    {
        var settings = azurite.Settings();
        var blobs = new DyingBlobs(new AzureBlobStore(settings), azurite);
        var log = new MemoryLog(1);
        var valid = new ValidLog(log);
        using var runner = new StepRunner<StoreState>(new StoreStep(blobs), blobs, log, log, new TopicNames(), TimeProvider.System, NullLogger<StepRunner<StoreState>>.Instance);
        var sent = 0;
        await runner.RunAsync([valid.Reading("d", sent++, Payload.Start)], default);
        for (var attempt = 0; attempt < Attempts && blobs.Forgotten == 0; attempt++)
        {
            // What came before is on disk: the journal is as its owner knows it, and takes the entry.
            await azurite.RestartAsync();
            blobs.DieAfterUpload = true;
            await runner.RunAsync([valid.Reading("d", sent++, Payload.Start + sent), valid.Reading("d", sent++, Payload.Start + sent)], default);
        }

        Assert.True(blobs.Forgotten > 0, $"Azurite forgot nothing in {Attempts} attempts.");
        var values = new List<double>();
        using var archive = new PartitionArchive(new AzureBlobStore(settings), new KeyRings(new AzureBlobStore(settings), TimeProvider.System));
        await foreach (var row in archive.RowsAsync(0, long.MinValue, long.MaxValue, default)) values.Add(row.Measurements[0].Value);
        Assert.Equal(Enumerable.Range(0, sent).Select(value => (double)value), values);
    }

    /// <summary>Kills the store behind it after an upload.</summary>
    private sealed class DyingBlobs(AzureBlobStore blobs, Azurite azurite) : IBlobStore
    {
        public bool DieAfterUpload { get; set; }

        /// <summary>Uploads that were gone after the store came back.</summary>
        public int Forgotten { get; private set; }

        public async Task UploadAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
        {
            await blobs.UploadAsync(name, content, cancellationToken);
            if (!DieAfterUpload) return;
            DieAfterUpload = false;
            await azurite.KillAsync();
            if (!await blobs.ExistsAsync(name, cancellationToken)) Forgotten++;
        }

        public Task<bool> ExistsAsync(string name, CancellationToken cancellationToken) => blobs.ExistsAsync(name, cancellationToken);

        public Task<bool> TryReplaceAsync(string name, ReadOnlyMemory<byte> content, string? version, CancellationToken cancellationToken) =>
            blobs.TryReplaceAsync(name, content, version, cancellationToken);

        public Task<BlobContent?> DownloadAsync(string name, CancellationToken cancellationToken) => blobs.DownloadAsync(name, cancellationToken);

        public Task<string> CreateAppendAsync(string name, CancellationToken cancellationToken) => blobs.CreateAppendAsync(name, cancellationToken);

        public Task<string?> TryAppendAsync(string name, long length, string version, ReadOnlyMemory<byte> block, CancellationToken cancellationToken) =>
            blobs.TryAppendAsync(name, length, version, block, cancellationToken);

        public Task DeleteAsync(string name, CancellationToken cancellationToken) => blobs.DeleteAsync(name, cancellationToken);
    }
}
