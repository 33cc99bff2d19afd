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
    private long droppedUntil = long.MinValue;

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

        firing.RemoveAll(alert => time - alert.Touched > RememberFor);
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
        var cooling = firing.Find(alert => reading.Time > alert.First - Cooldown && reading.Time < alert.Last + Cooldown);
        if (cooling is null && firing.Count == MostFirings && reading.Time < firing[0].Time) cooling = firing[0];
        if (cooling is not null)
        {
            cooling.Suppressed++;
            cooling.First = Math.Min(cooling.First, reading.Time);
            cooling.Last = Math.Max(cooling.Last, reading.Time);
            cooling.Touched = Math.Max(cooling.Touched, arrived);
            return;
        }

        var opened = new ExpectedAlert(reading.Seq, reading.Time) { Touched = arrived };
        Alerts.Add(opened);
        firing.Add(opened);
        firing.Sort((left, right) => left.Time.CompareTo(right.Time));
        if (firing.Count > MostFirings) firing.RemoveAt(0);
    }
}
