using ServerlessIot.Domain;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Documents;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Replay.Jobs;
using ServerlessIot.Steps.Replay.Rows;
using ServerlessIot.Steps.Track;

namespace ServerlessIot.Steps.Replay.Rebuild;

/// <summary>
/// Twins, by Track, of the rows up to the one that the stored twin includes. What a range that begins later than the device cannot know, such as the
/// number of all events, is not compared. A twin that includes rows which are not in the range, or not in the archive yet, is newer, and not compared.
/// </summary>
internal sealed class TwinRebuilder(ReplayRows rows, IDocumentStore documents, TopicNames topics, TrackOptions track, ReplayOptions options) : IRebuilder
{
    private readonly DeviceStretches stretches = new(rows, options.SortRows);
    private readonly TrackStep step = new(new DocumentWriter(documents), track);
    private readonly long every = (long)options.TickEvery.TotalMilliseconds;

    public string What => RebuiltThings.Twins;

    public (long From, long To) Needs(long from, long to) => (from, to);

    public async Task<RebuildReport> CompareAsync(RebuildTarget target, CancellationToken cancellationToken)
    {
        var findings = new Findings<DeviceTwin>(target.Documents, DomainJson.Default.DeviceTwin);
        var stored = (await documents.ReadAsync<DeviceTwin>(Containers.Twins, target.Documents, TrackStep.TwinId, cancellationToken))?.Body;
        var includes = stored is not null && Origin.TryParse(stored.Origin, out var origin) ? origin : (Origin?)null;
        DeviceTwin? rebuilt = null;
        var replay = new StepReplay<TrackState>(step, step.Empty(), target.Partition, topics.Valid, every, telling =>
        {
            foreach (var document in telling.Documents) rebuilt = (DeviceTwin)document.Body;
        });
        await foreach (var stretch in stretches.ReadAsync(target, long.MaxValue, (target.From, target.To), 1, 0, cancellationToken))
        {
            replay.Rewind();
            findings.Read(stretch.Rows.Count);
            foreach (var row in stretch.Rows.Where(row => row.Arrived < target.Settled || row.Origin <= includes)) await replay.RowAsync(row, long.MaxValue, cancellationToken);
        }

        // Late enough for what changed last to be told, whenever it was told before.
        await replay.PassAsync(Math.Max(target.Asked, replay.Latest + (long)track.WriteEvery.TotalMilliseconds + every), cancellationToken);
        if (stored is not null && (rebuilt is null ? target.From > 0 || stored.LastSeen >= target.Settled : stored.LastSeen > rebuilt.LastSeen)) findings.Newer();
        else if (stored is not null || rebuilt is not null) findings.Compare(TrackStep.TwinId, stored, rebuilt, (left, right) => Same(left, right, whole: target.From == 0));
        return findings.Report;
    }

    private static bool Same(DeviceTwin stored, DeviceTwin rebuilt, bool whole) =>
        (stored.Type, stored.Time, stored.LastSeen, stored.Online) == (rebuilt.Type, rebuilt.Time, rebuilt.LastSeen, rebuilt.Online)
        && (whole ? (stored.Events, stored.Values.Count, stored.Status, stored.Position) == (rebuilt.Events, rebuilt.Values.Count, rebuilt.Status, rebuilt.Position)
            : stored.Events >= rebuilt.Events && (rebuilt.Status is null || stored.Status == rebuilt.Status) && (rebuilt.Position is null || stored.Position == rebuilt.Position))
        && rebuilt.Values.All(pair => stored.Values.TryGetValue(pair.Key, out var value) && value.Equals(pair.Value));
}
