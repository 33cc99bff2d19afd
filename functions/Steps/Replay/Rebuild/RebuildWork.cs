using System.Text;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Archive;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Replay.Jobs;
using ServerlessIot.Steps.Replay.Rows;

namespace ServerlessIot.Steps.Replay.Rebuild;

/// <summary>Rebuilds, device by device in the order of partitions and names: those with rows in the range, and those with a twin.</summary>
internal sealed class RebuildWork(ReplayRows rows, IEnumerable<IRebuilder> rebuilders, IDocumentStore documents, ILogWriter log, TopicNames topics) : IReplayWork
{
    /// <summary>A piece ends with the device that reaches one of these.</summary>
    private const int PieceDevices = 100;
    private const int PieceRows = 5000;
    private const int MostRestarts = 10;
    private readonly Dictionary<string, IRebuilder> rebuilders = rebuilders.ToDictionary(one => one.What);
    private (string Job, int Partition, IReadOnlyList<string> Devices) known = ("", -1, []);

    public string Kind => ReplayKinds.Rebuild;

    public async Task<ReplayPiece?> NextAsync(ReplayJob job, CancellationToken cancellationToken)
    {
        if (job.Rebuild is { Done: true }) return null;
        var report = job.Report ?? new RebuildReport();
        var (rebuilder, before) = (Of(job), report.Rows);
        foreach (var partition in await PartitionsAsync(job, cancellationToken))
        {
            var (after, position) = (job.Rebuild?.Partition == partition ? job.Rebuild.Device : null, new RebuildPosition(partition, null));
            foreach (var device in (await DevicesAsync(job, partition, cancellationToken)).Where(device => string.CompareOrdinal(device, after) > 0))
            {
                report = report.With(await rebuilder.CompareAsync(new RebuildTarget(partition, job.Request.Tenant, device, job.Request.From, job.Until, job.Asked), cancellationToken));
                position = position with { Device = device };
                if (report.Rows - before >= PieceRows || report.Devices - (job.Report?.Devices ?? 0) >= PieceDevices) return Piece(position);
            }

            // The next partition in a piece of its own: what is known of devices is of one.
            if (position.Device is not null) return Piece(position);
        }

        return Piece(new RebuildPosition(int.MaxValue, null, Done: true));

        ReplayPiece Piece(RebuildPosition position) => new(job with { Rebuild = position, Report = report }, [], (int)Math.Min(int.MaxValue, report.Rows - before));
    }

    public Task<ReplayPiece> AgainAsync(ReplayJob job, CancellationToken cancellationToken) => Task.FromResult(new ReplayPiece(job, [], 0));

    public async Task<IReadOnlyList<string>> ArchivedAsync(ReplayJob job, CancellationToken cancellationToken)
    {
        var (names, (from, to)) = (new List<string>(), Of(job).Needs(job.Request.From, job.Until));
        foreach (var partition in await PartitionsAsync(job, cancellationToken)) names.AddRange(await rows.ArchivedAsync(partition, ReplayScope.Of(job), from, to, cancellationToken));
        return names;
    }

    private IRebuilder Of(ReplayJob job) => rebuilders.GetValueOrDefault(job.Request.What ?? "") ?? throw new ReplayImpossibleException($"This version cannot rebuild {job.Request.What}.");

    /// <summary>Those that are not done.</summary>
    private async Task<IEnumerable<int>> PartitionsAsync(ReplayJob job, CancellationToken cancellationToken) =>
        (await ArchiveReplay.PartitionsAsync(job.Request, log, topics, cancellationToken)).Where(partition => partition >= (job.Rebuild?.Partition ?? 0));

    private async Task<IReadOnlyList<string>> DevicesAsync(ReplayJob job, int partition, CancellationToken cancellationToken)
    {
        if (job.Request.Device is { } device) return [device];
        if (known.Job == job.Id && known.Partition == partition) return known.Devices;
        var devices = new SortedSet<string>(await WithRowsAsync(job, partition, cancellationToken), StringComparer.Ordinal);
        var partitions = await log.PartitionsAsync(topics.Raw, cancellationToken);
        await foreach (var twin in documents.QueryAsync<DeviceTwin>(Containers.Twins, null, [job.Request.Tenant], null, int.MaxValue, cancellationToken))
        {
            if (Murmur2.Partition(Encoding.UTF8.GetBytes(twin.Partition), partitions) == partition) devices.Add(twin.Body.Device);
        }

        known = (job.Id, partition, [.. devices]);
        return known.Devices;
    }

    private async Task<IReadOnlyList<string>> WithRowsAsync(ReplayJob job, int partition, CancellationToken cancellationToken)
    {
        for (var restarts = 0; ; restarts++)
        {
            try
            {
                return await rows.DevicesAsync(partition, ReplayScope.Of(job), job.Request.From, job.Until, cancellationToken);
            }
            catch (BlobGoneException exception)
            {
                if (restarts == MostRestarts) throw new CorruptDataException(exception.Message, exception);
            }
        }
    }
}
