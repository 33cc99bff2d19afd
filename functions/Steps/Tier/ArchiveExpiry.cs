using ServerlessIot.Steps.Access;
using ServerlessIot.Steps.Archive;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Store;

namespace ServerlessIot.Steps.Tier;

/// <summary>Deletes segments whose rows were kept long enough, unless a legal hold keeps them. The access log says which.</summary>
public sealed class ArchiveExpiry(ManifestEditor editor, SegmentStore segments, AccessLog access, ArchiveOptions options, ArchiveLog log)
{
    private const int Done = 200;
    private readonly MergePlanner planner = new(options);

    internal async Task RunAsync(int partition, StoreState state, long now, CancellationToken cancellationToken)
    {
        foreach (var segment in planner.DueForDeletion(state, now))
        {
            if (await HeldAsync(segment, cancellationToken)) continue;
            var entry = new AccessEntry
            {
                Id = Guid.NewGuid().ToString("N"),
                Time = now,
                Who = "TierCold",
                Method = "DELETE",
                Path = segment.Name,
                Tenants = options.Policies.GetValueOrDefault(segment.Policy)?.Tenant is { } tenant ? [tenant] : null,
                Rows = segment.Rows,
            };
            await access.WriteAsync(entry, cancellationToken);
            var old = new Replaced(now, [], [segment], []);
            var expired = await editor.CommitAsync(
                partition,
                (current, decision) =>
                {
                    if (!current.Segments.Contains(segment)) return false;
                    current.Merge(old, [], decision.Changes);
                    return true;
                },
                cancellationToken);
            if (expired is null) continue;
            await access.WriteAsync(entry with { Status = Done }, cancellationToken);
            log.Expired(partition, segment.Name, segment.Rows);
        }
    }

    /// <summary>Whether rows of a tenant on hold are in a segment: also such as were stored under another policy, before there was a hold.</summary>
    private async Task<bool> HeldAsync(Segment segment, CancellationToken cancellationToken)
    {
        var holds = options.Policies.Values.Where(policy => policy.Hold).Select(policy => policy.Tenant).ToHashSet();
        return holds.Count > 0 && (holds.Contains(null) || (await segments.TenantsAsync(segment, new ReadCost(), cancellationToken)).Overlaps(holds!));
    }
}
