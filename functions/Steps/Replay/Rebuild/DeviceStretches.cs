using System.Runtime.CompilerServices;
using ServerlessIot.Domain.Events;
using ServerlessIot.Steps.Replay.Rows;

namespace ServerlessIot.Steps.Replay.Rebuild;

/// <summary>A device's rows in stretches of event time that fit in memory, each in the order of origins: the whole range in one, if it does.</summary>
/// <param name="rows">Reads rows.</param>
/// <param name="most">Rows that fit in memory.</param>
internal sealed class DeviceStretches(ReplayRows rows, int most)
{
    /// <summary>The stretches.</summary>
    /// <param name="target">The device.</param>
    /// <param name="before">Rows that arrived before this time, Unix milliseconds.</param>
    /// <param name="range">First time and first time after.</param>
    /// <param name="whole">Stretches end at multiples of this, milliseconds.</param>
    /// <param name="lead">So much before each stretch comes with it, milliseconds.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<DeviceStretch> ReadAsync(
        RebuildTarget target, long before, (long From, long To) range, long whole, long lead, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var scope = new ReplayScope(target.Tenant, target.Device, null, before);
        var (from, width) = (range.From, range.To - range.From);
        while (from < range.To)
        {
            if (await rows.FirstAsync(target.Partition, from - lead, range.To, cancellationToken) is not { } first)
            {
                // What is stored of a time without rows is looked at, too.
                yield return new DeviceStretch(from, range.To, []);
                yield break;
            }

            if (ReplayTicks.Floor(first, whole) is var next && next > from)
            {
                yield return new DeviceStretch(from, next, []);
                from = next;
                continue;
            }

            // Of a stretch that cannot be made shorter, what fits first.
            var to = Math.Min(range.To, Math.Max(ReplayTicks.Floor(from, whole) + whole, ReplayTicks.Floor(from + width, whole)));
            var slice = await SliceAsync(null);
            if (slice.More && to - from > whole)
            {
                width = Math.Max(1, (to - from) / 4);
                continue;
            }

            yield return new DeviceStretch(from, to, slice.Rows);
            while (slice.More)
            {
                slice = await SliceAsync(slice.Rows[^1].Origin);
                yield return new DeviceStretch(from, to, slice.Rows);
            }

            if (slice.Rows.Count < most / 4) width = Math.Min(range.To - range.From, width * 4);
            from = to;

            Task<ReplaySlice> SliceAsync(Origin? after) => rows.SliceAsync(target.Partition, scope, from - lead, to, after, most, cancellationToken);
        }
    }
}

/// <summary>Rows of a device.</summary>
/// <param name="From">First time that is meant, Unix milliseconds; rows of before lead to it.</param>
/// <param name="To">First time after.</param>
/// <param name="Rows">Rows in the order of their origins.</param>
internal sealed record DeviceStretch(long From, long To, IReadOnlyList<ReplayRow> Rows);
