namespace ServerlessIot.Domain.Alerts.Policy;

/// <summary>Maintenance: alerts whose latest breach lies in a time are recorded and not sent.</summary>
/// <param name="Match">Which alerts.</param>
/// <param name="From">First time, Unix milliseconds.</param>
/// <param name="To">First time after, Unix milliseconds.</param>
public sealed record Silence(AlertMatch Match, long From, long To)
{
    /// <summary>Whether it holds an alert back.</summary>
    public bool Holds(AlertRecord alert) => Covers(AlertTimes.Last(alert)) && Match.Fits(alert);

    /// <summary>Whether a time lies in it, Unix milliseconds.</summary>
    public bool Covers(long time) => time >= From && time < To;
}
