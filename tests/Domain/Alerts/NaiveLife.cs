using ServerlessIot.Domain.Alerts;

namespace ServerlessIot.Domain.Tests.Alerts;

/// <summary>The life of an alert as one would tell it: all revisions in their order, and what people did after the latest one that they had seen.</summary>
internal static class NaiveLife
{
    public static (string State, string? By) Of(AlertRecord[] revisions, List<Done> done)
    {
        var (state, by, clearedAt) = (AlertStates.Open, (string?)null, (long?)null);
        for (var i = 0; i < revisions.Length; i++)
        {
            var (now, before) = (revisions[i], i == 0 ? null : revisions[i - 1]);
            var returned = before is not null && now.Reopened > before.Reopened;
            var wentOn = clearedAt is { } at && now.Last > at + AnyAlert.Cooldown;
            if (returned || (wentOn && before!.Cleared is null)) (state, by, clearedAt) = (AlertStates.Open, null, null);
            var ended = now.Cleared is not null && (before?.Cleared is null || returned);
            if (ended && state != AlertStates.Cleared) (state, by) = (AlertStates.Cleared, null);
            foreach (var one in done.Where(one => one.Seen == i))
            {
                (state, by) = (one.State, one.State == AlertStates.Open ? null : one.By);
                clearedAt = one.State == AlertStates.Cleared ? one.At : null;
            }
        }

        return (state, by);
    }
}

/// <summary>What somebody did.</summary>
/// <param name="Seen">Number of the latest revision that was known.</param>
/// <param name="State">The state that the alert got.</param>
/// <param name="By">Who did it.</param>
/// <param name="At">When.</param>
internal sealed record Done(int Seen, string State, string By, long At);
