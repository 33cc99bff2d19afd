using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using ServerlessIot.Domain.Alerts;

namespace ServerlessIot.Domain.Tests.Alerts;

/// <summary>An alert's revisions in the order of their origins: breaches, the end of the condition, its return.</summary>
internal static class AnyAlert
{
    public const long Cooldown = 10;

    public static Gen<AlertRecord[]> Revisions { get; } =
        from steps in Gen.Zip(Gen.Choose(0, 2), Gen.Choose(1, 25)).ArrayOf()
        select Walk(steps);

    public static AlertRecord Revision(int offset) => new()
    {
        AlertId = "a",
        Tenant = "t",
        Device = "d",
        Rule = "r",
        Severity = 1,
        Level = "info",
        Message = "m",
        Measure = "x",
        Value = 1,
        Limit = 0,
        Time = 1,
        EventId = "e",
        Origin = string.Create(CultureInfo.InvariantCulture, $"0-0-{offset}-0"),
    };

    private static AlertRecord[] Walk((int Kind, int Wait)[] steps)
    {
        var revisions = new List<AlertRecord> { Revision(0) with { Cooldown = Cooldown, Last = 1 } };
        var now = 1L;
        foreach (var (kind, wait) in steps)
        {
            now += wait;
            var last = revisions[^1];
            revisions.Add(last with
            {
                Origin = Revision(revisions.Count).Origin,
                Suppressed = last.Suppressed + (kind == 0 ? 1 : 0),
                Last = kind == 0 || last.Cleared is not null ? now : last.Last,
                Cleared = kind != 0 && last.Cleared is null ? now : null,
                Reopened = last.Cleared is null ? last.Reopened : last.Reopened + 1,
            });
        }

        return [.. revisions];
    }
}
