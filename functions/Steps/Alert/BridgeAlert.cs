using System.Globalization;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Rules.State;
using ServerlessIot.Steps.Audit;

namespace ServerlessIot.Steps.Alert;

/// <summary>A late bridge as an alert of the system's own tenant, whose device is the bridge. The same watermark gives the same alert.</summary>
internal static class BridgeAlert
{
    /// <summary>Rule of these alerts.</summary>
    public const string Rule = "bridge-silent";

    /// <summary>Key of the bridge, as of a device.</summary>
    public static string Device(in BridgeTurn turn) => $"{AuditAlert.Tenant}/{turn.Name}";

    /// <summary>The alert.</summary>
    public static AlertRecord Of(in BridgeTurn turn, long now, Origin origin)
    {
        var what = string.Create(CultureInfo.InvariantCulture, $"late-since-{turn.Watermark}");
        return new AlertRecord
        {
            AlertId = AlertIds.For(AuditAlert.Tenant, turn.Name, Rule, what),
            Tenant = AuditAlert.Tenant,
            Device = turn.Name,
            Rule = Rule,
            Severity = AlertLevels.SeverityOf(AlertLevels.Warning),
            Level = AlertLevels.Warning,
            Message = Text(turn),
            Measure = "bridge.behind",
            Value = (now - turn.Watermark) / 1_000.0,
            Limit = turn.Limit / 1_000.0,
            Time = turn.Time,
            EventId = what,
            Last = turn.Time,
            Origin = origin.ToString(),
        };
    }

    private static string Text(in BridgeTurn turn)
    {
        var since = DateTimeOffset.FromUnixTimeMilliseconds(turn.Watermark).UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var holds = TimeSpan.FromMilliseconds(turn.Holds).ToString("c", CultureInfo.InvariantCulture);
        return $"The bridge {turn.Name} is late: nothing that it has taken since {since} is known to be here. Until it is, silence of its devices is not told, for at most {holds} after its last word. A bridge whose clock is slow is late, too.";
    }
}
