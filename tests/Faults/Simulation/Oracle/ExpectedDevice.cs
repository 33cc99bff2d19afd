using ServerlessIot.Faults.Tests.Simulation.Devices;

namespace ServerlessIot.Faults.Tests.Simulation.Oracle;

/// <summary>What must be known of one device: a naive model that keeps everything, fed with each reading once in the order of the log.</summary>
internal sealed class ExpectedDevice
{
    private const long Length = 60_000;
    private const long Lateness = 10_000;
    private const long Retention = 600_000;
    private const long Cooldown = 300_000;
    private const long RememberFor = 3_600_000;
    private const long OfflineAfter = 600_000;
    private const int MostFirings = 8;
    private readonly HashSet<int> seen = [];
    private readonly Dictionary<long, ExpectedWindow> open = [];
    private readonly List<ExpectedAlert> firing = [];
    private ExpectedAlert? asleep;
    private long droppedUntil = long.MinValue;

    // Whether the condition holds, and the time of its latest breach, or of its end.
    private (bool Open, long Latest) condition = (false, long.MinValue);

    /// <summary>Readings in the order of the log.</summary>
    public List<Reading> Rows { get; } = [];

    /// <summary>Windows as they were told last, or will be.</summary>
    public Dictionary<long, ExpectedWindow> Windows { get; } = [];

    public List<ExpectedAlert> Alerts { get; } = [];

    public int TooLate { get; private set; }

    public bool Online { get; private set; }

    public long LastSeen { get; private set; }

    public long Time { get; private set; } = long.MinValue;

    public double Value { get; private set; }

    public int Breaches => Rows.Count(reading => reading.Breach);

    /// <summary>Takes a reading that arrived; false when it had come before.</summary>
    public bool Add(Reading reading, long arrived)
    {
        if (!seen.Add(reading.Seq)) return false;
        Rows.Add(reading);
        Twin(reading, arrived);
        Window(reading, arrived);
        if (reading.Breach) Breach(reading, arrived);
        else Calm(reading.Time);
        return true;
    }

    public void Tick(long time)
    {
        foreach (var window in open.Values.ToList())
        {
            if (window.Dirty && window.Start + Length + Lateness <= time)
            {
                window.Revision++;
                window.Dirty = false;
            }
            else if (!window.Dirty && window.Touched + Retention <= time)
            {
                open.Remove(window.Start);
                droppedUntil = Math.Max(droppedUntil, window.Start + Length);
            }
        }

        if (asleep?.Cleared is not null) asleep = null;
        foreach (var alert in firing.Where(alert => time - alert.Touched > RememberFor).OrderBy(alert => Alerts.IndexOf(alert)).ToList())
        {
            if (alert.Cleared is null && asleep is { Cleared: null } && asleep.Last > alert.Last) continue;
            firing.Remove(alert);
            if (alert.Cleared is not null) continue;
            if (asleep is not null) Follow(asleep, alert);
            asleep = alert;
        }

        if (Online && time - LastSeen > OfflineAfter) Online = false;
    }

    private void Twin(Reading reading, long arrived)
    {
        Online = true;
        LastSeen = Math.Max(LastSeen, arrived);
        if (reading.Time < Time) return;
        (Time, Value) = (reading.Time, reading.Value);
    }

    private void Window(Reading reading, long arrived)
    {
        var start = reading.Time - (reading.Time % Length);
        if (!open.TryGetValue(start, out var window))
        {
            if (start < droppedUntil)
            {
                TooLate++;
                return;
            }

            open[start] = Windows[start] = window = new ExpectedWindow(start);
        }

        window.Readings.Add(reading);
        if (window.Revision > 0) window.Late++;
        window.Dirty = true;
        window.Touched = Math.Max(window.Touched, arrived);
    }

    private void Breach(Reading reading, long arrived)
    {
        long? over = condition.Open || reading.Time >= condition.Latest ? null : condition.Latest;
        condition = (condition.Open || reading.Time >= condition.Latest, Math.Max(condition.Latest, reading.Time));
        var known = asleep is null ? firing : [.. firing, asleep];
        var cooling = known.Find(alert => alert.Holds(reading.Time, Cooldown));
        cooling ??= known.Where(alert => alert.Lasts(reading.Time)).OrderBy(alert => alert.Last).LastOrDefault();
        if (cooling is null && firing.Count == MostFirings && reading.Time < firing[0].Time) cooling = firing[0];
        if (cooling is not null)
        {
            cooling.Suppressed++;
            cooling.First = Math.Min(cooling.First, reading.Time);
            if (reading.Time >= cooling.Last && reading.Time >= cooling.Cleared) cooling.Cleared = null;
            cooling.Last = Math.Max(cooling.Last, reading.Time);
            cooling.Touched = Math.Max(cooling.Touched, arrived);
            if (cooling != asleep) return;
            asleep = null;
            Remember(cooling);
            return;
        }

        var opened = new ExpectedAlert(reading.Seq, reading.Time) { Touched = arrived, Cleared = over };
        Alerts.Add(opened);
        Remember(opened);
    }

    private void Remember(ExpectedAlert alert)
    {
        firing.Add(alert);
        firing.Sort((left, right) => left.Time.CompareTo(right.Time));
        if (firing.Count <= MostFirings) return;
        Follow(firing[0], firing[1]);
        firing.RemoveAt(0);
    }

    /// <summary>What is not known any more is over when the next one began.</summary>
    private static void Follow(ExpectedAlert alert, ExpectedAlert next) => alert.Cleared ??= Math.Max(alert.Last, next.Time);

    private void Calm(long time)
    {
        if (!condition.Open || time < condition.Latest) return;
        condition = (false, time);
        foreach (var alert in Alerts.Where(alert => alert.Lasts(time))) alert.Cleared = time;
    }
}
