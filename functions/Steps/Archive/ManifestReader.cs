using System.Collections.Concurrent;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Steps.Journals;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Running;
using ServerlessIot.Steps.Store;

namespace ServerlessIot.Steps.Archive;

/// <summary>Manifests for readers: remembers each partition's and reads only what its journal holds beyond that.</summary>
public sealed class ManifestReader(IBlobStore blobs)
{
    private readonly ConcurrentDictionary<int, Followed> followed = new();

    /// <summary>The manifest as it is now; an empty one when nothing was stored yet.</summary>
    /// <exception cref="CorruptDataException">The journal cannot be read.</exception>
    public async Task<Manifest> ReadAsync(int partition, CancellationToken cancellationToken)
    {
        var mine = followed.GetOrAdd(partition, one => new Followed(one));
        await mine.Gate.WaitAsync(cancellationToken);
        try
        {
            var news = await JournalTail.ReadAsync(blobs, StoreStep.StepName, partition, mine.Position, cancellationToken);
            if (news is null) mine.Begin();
            else mine.Take(news);
            return mine.Manifest;
        }
        catch (CorruptDataException)
        {
            // A state that was changed half-way is not gone on with.
            mine.Begin();
            throw;
        }
        finally
        {
            mine.Gate.Release();
        }
    }

    private sealed class Followed(int partition)
    {
        private StoreState state = new();

        public SemaphoreSlim Gate { get; } = new(1);

        public JournalPosition? Position { get; private set; }

        public Manifest Manifest { get; private set; } = new(partition, [], []);

        public void Begin()
        {
            (state, Position, Manifest) = (new StoreState(), null, new Manifest(partition, [], []));
        }

        public void Take(JournalNews news)
        {
            if (news.Anew) state = PartitionState<StoreState>.StateOf(news.Snapshot, new StoreState(), StoreState.Load);
            foreach (var entry in news.Entries)
            {
                var changes = new ByteReader(PartitionState<StoreState>.ChangesOf(entry).Span);
                state.Apply(ref changes);
            }

            if (news.Anew || news.Entries.Count > 0) Manifest = new Manifest(partition, [.. state.Blobs], [.. state.Segments]) { Erasures = state.Erasures };
            Position = news.Position;
        }
    }
}
