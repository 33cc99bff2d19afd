using System.Globalization;
using System.Text;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Archive;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Rings;
using ServerlessIot.Steps.Store;

namespace ServerlessIot.Steps.Erase;

/// <summary>
/// Erases one device's data. From one entry of its partition's manifest on its rows count no more; what follows makes them go from the store, at
/// any point of which a run may die and another go on.
/// </summary>
public sealed class EraseStep(
    EraseJobs jobs, PartitionEraser eraser, DocumentEraser documents, PartitionArchive archive, ManifestEditor editor, ArchiveSweeper sweeper, KeyRings rings, IArchiveBlobs blobs,
    ILogWriter log, TopicNames topics, ArchiveOptions archiveOptions, EraseOptions options, TimeProvider time, EraseLog journal)
{
    /// <summary>Longer than any upload takes that began before an erasure and is left lying.</summary>
    private static readonly TimeSpan Uploads = TimeSpan.FromHours(2);

    /// <summary>A job that was not begun for so long erases what arrived until it is.</summary>
    private static readonly TimeSpan Stale = TimeSpan.FromHours(1);

    /// <summary>Looks of one run: what it wrote anew may have been merged with something else meanwhile.</summary>
    private const int Looks = 3;

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Asks for everything of a device that arrived until now to be erased. When it returns, readers leave the rows out already.</summary>
    /// <param name="tenant">Tenant of the device.</param>
    /// <param name="device">Device id.</param>
    /// <param name="reason">Why, for the certificate.</param>
    /// <param name="by">Who asks; null when that is not known.</param>
    /// <param name="cancellationToken">Ends it; a job that was written is carried out.</param>
    /// <exception cref="ErasureHeldException">A legal hold covers the tenant or some of its data.</exception>
    public async Task<EraseJob> AskAsync(string tenant, string device, string reason, string? by, CancellationToken cancellationToken)
    {
        if (HoldOn(tenant) is { } policy) throw new ErasureHeldException($"Policy {policy} holds data of tenant {tenant} (legal hold, Archive__Policies__{policy}__Hold). Nothing was erased.");
        var now = Now;
        var job = new EraseJob { Id = EraseJobs.IdOf(tenant, device, now), Tenant = tenant, Device = device, Reason = reason, By = by, Asked = now, Before = now };
        return await TakeEffectAsync(await jobs.BeginAsync(job, cancellationToken), cancellationToken);
    }

    /// <summary>One run over all jobs that are not complete.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var running = await jobs.RunningAsync(cancellationToken);
        var lease = new Lease(blobs, "leases/erase", time);
        if (running.Count == 0 || !await lease.TryHoldAsync(cancellationToken)) return;
        var began = time.GetTimestamp();
        foreach (var id in running)
        {
            if (!await MayGoOn()) break;
            if (await jobs.FindAsync(id, cancellationToken) is not { } job) continue;
            try
            {
                await AdvanceAsync(job, MayGoOn, cancellationToken);
            }
            catch (CorruptDataException exception)
            {
                journal.Damaged(exception, id, exception.Message);
            }
            catch (BlobGoneException)
            {
                // The manifest has changed meanwhile; the next run reads it anew.
                continue;
            }
        }

        await lease.ReleaseAsync(cancellationToken);

        async Task<bool> MayGoOn() => time.GetElapsedTime(began) < archiveOptions.RunFor && await lease.TryHoldAsync(cancellationToken);
    }

    /// <summary>What still holds rows of a job, of all that counts; empty when it did what it says. It looks past what makes readers leave the rows out.</summary>
    /// <exception cref="CorruptDataException">A blob is damaged or not there.</exception>
    public async Task<IReadOnlyList<ErasedPart>> LookAsync(EraseJob job, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        for (var look = 1; ; look++)
        {
            try
            {
                var state = await archive.ManifestAsync(await PartitionAsync(job, cancellationToken), cancellationToken);
                return [.. (await eraser.FindAsync(state, job, cancellationToken)).Select(found => found.Part)];
            }
            catch (BlobGoneException exception)
            {
                if (look == Looks) throw new CorruptDataException(exception.Message, exception);
            }
        }
    }

    /// <summary>Name of a policy whose legal hold covers a tenant, or a data class of it; null when there is none.</summary>
    internal string? HoldOn(string tenant)
    {
        foreach (var (name, policy) in archiveOptions.Policies)
        {
            if (policy.Hold && (policy.Tenant is null || policy.Tenant == tenant)) return name;
        }

        return null;
    }

    private async Task AdvanceAsync(EraseJob job, Func<Task<bool>> mayGoOn, CancellationToken cancellationToken)
    {
        if (job.State == EraseStates.Complete)
        {
            await jobs.EndAsync(job.Id, cancellationToken);
            return;
        }

        if (HoldOn(job.Tenant) is { } policy)
        {
            journal.Held(job.Id, policy);
            await jobs.ChangeAsync(job.Id, one => one with { State = EraseStates.Held }, cancellationToken);
            return;
        }

        job = await TakeEffectAsync(job, cancellationToken);
        job = await DestroyAsync(job, cancellationToken);
        job = await DeleteDocumentsAsync(job, cancellationToken);
        if (job.Rewritten is null) job = await RewriteAsync(job, mayGoOn, cancellationToken);
        if (job.Rewritten is not null) await CompleteAsync(job, cancellationToken);
    }

    /// <summary>The entry from which on the rows count no more.</summary>
    private async Task<EraseJob> TakeEffectAsync(EraseJob job, CancellationToken cancellationToken)
    {
        if (job.Effective is not null) return job.State == EraseStates.Held ? await jobs.ChangeAsync(job.Id, one => one with { State = EraseStates.Running }, cancellationToken) : job;
        if (job.Before + (long)Stale.TotalMilliseconds < Now) job = await jobs.ChangeAsync(job.Id, one => one.Effective is null ? one with { Before = Now } : one, cancellationToken);
        var partition = await PartitionAsync(job, cancellationToken);
        // First of all nothing new is sealed under the keys that will go: rows that come later must not go with them.
        var keys = await rings.RetireAsync(partition, job.Tenant, job.Device, cancellationToken);
        job = await jobs.ChangeAsync(job.Id, one => one with { Keys = Note(one.Keys, keys) }, cancellationToken);
        var erasure = new Erasure(job.Tenant, job.Device, job.Before, job.Id);
        var before = job.Before;
        await editor.CommitAsync(
            partition,
            (state, decision) =>
            {
                if (state.Erasures.All.FirstOrDefault(one => one.Job == job.Id) is { } known)
                {
                    before = known.Before;
                    return false;
                }

                state.Erase(erasure, decision.Changes);
                return true;
            },
            cancellationToken);
        journal.Effective(job.Id);
        return await jobs.ChangeAsync(job.Id, one => one.Effective is null ? one with { Before = before, Effective = Now, State = EraseStates.Running } : one, cancellationToken);
    }

    private async Task<EraseJob> DestroyAsync(EraseJob job, CancellationToken cancellationToken)
    {
        if (job.Keys.All(key => key.Destroyed is not null)) return job;
        var destroyed = await rings.DestroyAsync(await PartitionAsync(job, cancellationToken), IdsOf(job), cancellationToken);
        var known = destroyed.ToDictionary(key => IdOf(key.Id), key => new ErasedKey(IdOf(key.Id), Convert.ToHexStringLower(key.Sha256.Span), key.At));
        // A key that the ring has forgotten is gone as well.
        return await jobs.ChangeAsync(job.Id, one => one with { Keys = [.. one.Keys.Select(key => known.GetValueOrDefault(key.Id) ?? key with { Destroyed = Now })] }, cancellationToken);
    }

    private async Task<EraseJob> DeleteDocumentsAsync(EraseJob job, CancellationToken cancellationToken)
    {
        if (job.DocumentsDeleted is not null) return job;
        var deleted = await documents.DeleteAsync(job.Tenant, job.Device, job.Before, cancellationToken);
        return await jobs.ChangeAsync(job.Id, one => one with { Documents = Sum(one.Documents, deleted), DocumentsDeleted = Now }, cancellationToken);
    }

    private async Task<EraseJob> RewriteAsync(EraseJob job, Func<Task<bool>> mayGoOn, CancellationToken cancellationToken)
    {
        var partition = await PartitionAsync(job, cancellationToken);
        for (var look = 0; look < Looks; look++)
        {
            var state = await archive.ManifestAsync(partition, cancellationToken);
            var found = await eraser.FindAsync(state, job, cancellationToken);
            // Before anything is replaced: what a run that dies has done is told of by the next one.
            job = await jobs.ChangeAsync(job.Id, one => one with { Parts = Note(one.Parts, found, state), Waiting = [.. found.Where(part => part.Archived).Select(part => part.Part.Blob)] }, cancellationToken);
            if (found.Count == 0) return await jobs.ChangeAsync(job.Id, one => one with { Rewritten = Now }, cancellationToken);
            foreach (var part in found)
            {
                if (!await mayGoOn()) return job;
                if (await eraser.ReplaceAsync(partition, part, job, cancellationToken) is { Done: not null } done)
                    job = await jobs.ChangeAsync(job.Id, one => one with { Parts = [.. one.Parts.Select(old => old.Blob == done.Blob ? done : old)] }, cancellationToken);
            }

            if (job.Waiting.Count > 0 && job.Waiting.Count == found.Count)
            {
                journal.Waiting(job.Id, job.Waiting.Count);
                return job;
            }
        }

        return job;
    }

    /// <summary>The parts with those that were found; what is no longer found was replaced, perhaps by somebody else.</summary>
    private IReadOnlyList<ErasedPart> Note(IReadOnlyList<ErasedPart> parts, IReadOnlyList<FoundPart> found, StoreState state)
    {
        var still = found.ToDictionary(part => part.Part.Blob, part => part.Part);
        var noted = parts.Select(part => still.Remove(part.Blob, out var again) ? again : part.Done is null ? part with { Done = Now, By = ByOf(part.Blob, state) } : part).ToList();
        return [.. noted, .. found.Select(part => part.Part).Where(part => still.ContainsKey(part.Blob))];
    }

    private static IReadOnlyList<string> ByOf(string blob, StoreState state) =>
        state.Replaced.LastOrDefault(old => old.Blobs.Any(one => one.Name == blob) || old.Segments.Any(one => one.Name == blob))?.By ?? [];

    /// <summary>When what was replaced is deleted and nothing of it can come back: documents again, uploads that never came to count, and a last look.</summary>
    private async Task CompleteAsync(EraseJob job, CancellationToken cancellationToken)
    {
        var wait = options.DocumentsAgainAfter > archiveOptions.OrphansAfter + Uploads ? options.DocumentsAgainAfter : archiveOptions.OrphansAfter + Uploads;
        if (Now < job.Effective + (long)wait.TotalMilliseconds) return;
        var partition = await PartitionAsync(job, cancellationToken);
        var state = await archive.ManifestAsync(partition, cancellationToken);
        if (state.Replaced.Any(old => old.At <= job.Rewritten)) return;
        await sweeper.SweepOrphansAsync(partition, time.GetUtcNow(), cancellationToken);
        // Once more: a store that lost its latest writes has the keys again.
        await rings.DestroyAsync(partition, IdsOf(job), cancellationToken);
        if ((await eraser.FindAsync(state, job, cancellationToken)).Count > 0)
        {
            await jobs.ChangeAsync(job.Id, one => one with { Rewritten = null }, cancellationToken);
            return;
        }

        foreach (var part in job.Parts)
        {
            if (await eraser.IsThereAsync(part, cancellationToken)) return;
        }

        var deleted = await documents.DeleteAsync(job.Tenant, job.Device, job.Before, cancellationToken);
        var complete = await jobs.ChangeAsync(job.Id, one => one.State == EraseStates.Complete ? one : Certificate.Of(one with { Documents = Sum(one.Documents, deleted) }, options, Now), cancellationToken);
        await jobs.EndAsync(job.Id, cancellationToken);
        journal.Complete(job.Id, complete.Parts.Sum(part => part.Rows), complete.Documents.Values.Sum());
    }

    private static List<ulong> IdsOf(EraseJob job) => [.. job.Keys.Select(key => ulong.Parse(key.Id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))];

    private static string IdOf(ulong key) => key.ToString("x16", CultureInfo.InvariantCulture);

    private static IReadOnlyList<ErasedKey> Note(IReadOnlyList<ErasedKey> known, IReadOnlyList<ulong> keys) =>
        [.. known, .. keys.Select(IdOf).Where(id => known.All(key => key.Id != id)).Select(id => new ErasedKey(id))];

    private async Task<int> PartitionAsync(EraseJob job, CancellationToken cancellationToken)
    {
        var partitions = await log.PartitionsAsync(topics.Raw, cancellationToken);
        return Murmur2.Partition(Encoding.UTF8.GetBytes($"{job.Tenant}/{job.Device}"), partitions);
    }

    private static Dictionary<string, int> Sum(IReadOnlyDictionary<string, int> one, IReadOnlyDictionary<string, int> other) =>
        one.Keys.Union(other.Keys).ToDictionary(name => name, name => one.GetValueOrDefault(name) + other.GetValueOrDefault(name));
}
