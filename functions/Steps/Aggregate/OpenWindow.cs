using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Decoding;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Windows;

namespace ServerlessIot.Steps.Aggregate;

/// <summary>A window in memory, open or told and still amendable.</summary>
/// <param name="start">First millisecond, Unix milliseconds.</param>
internal sealed class OpenWindow(long start)
{
    private readonly List<(string Name, WindowStatistics Statistics)> measures = [];

    public long Start => start;

    public long Events { get; private set; }

    /// <summary>Events that came after the window was first told.</summary>
    public long Late { get; private set; }

    /// <summary>Times told.</summary>
    public int Revision { get; private set; }

    /// <summary>Whether it changed since it was last told.</summary>
    public bool Dirty { get; private set; }

    /// <summary>Whether it changed since it was last written to the journal's changes.</summary>
    public bool Unsaved { get; set; }

    /// <summary>Arrival of the latest event, Unix milliseconds.</summary>
    public long Touched { get; private set; }

    public void Add(DeviceEvent e)
    {
        Events++;
        if (Revision > 0) Late++;
        Dirty = true;
        Touched = Math.Max(Touched, e.Arrived);
        foreach (var (name, value) in e.Measurements)
        {
            var at = IndexOf(name);
            if (at < 0 && measures.Count >= PayloadLimits.MeasuresOfDevice) continue;
            var statistics = at < 0 ? new WindowStatistics() : measures[at].Statistics;
            statistics.Add(value, e.Time);
            if (at < 0) measures.Add((name, statistics));
            else measures[at] = (name, statistics);
        }
    }

    public void Told()
    {
        Revision++;
        Dirty = false;
    }

    public Dictionary<string, MeasureSummary> Summaries() => measures.ToDictionary(measure => measure.Name, measure => measure.Statistics.ToSummary());

    public void Write(ByteWriter to)
    {
        to.Signed(start);
        to.Unsigned((ulong)Events);
        to.Unsigned((ulong)Late);
        to.Unsigned((ulong)Revision);
        to.Byte(Dirty ? (byte)1 : (byte)0);
        to.Unsigned((ulong)Touched);
        to.Unsigned((ulong)measures.Count);
        foreach (var (name, s) in measures)
        {
            to.Text(name);
            to.Unsigned((ulong)s.Count);
            to.Double(s.Mean);
            to.Double(s.M2);
            to.Double(s.Min);
            to.Double(s.Max);
            to.Double(s.Last);
            to.Signed(s.LastTime);
        }
    }

    public static OpenWindow Read(ref ByteReader from)
    {
        var window = new OpenWindow(from.Signed())
        {
            Events = (long)from.Unsigned(),
            Late = (long)from.Unsigned(),
            Revision = from.Count(),
            Dirty = from.Byte() == 1,
            Touched = (long)from.Unsigned(),
        };
        for (var left = from.Count(); left > 0; left--)
        {
            var name = from.Text();
            window.measures.Add((name, new WindowStatistics((long)from.Unsigned(), from.Double(), from.Double(), from.Double(), from.Double(), from.Double(), from.Signed())));
        }

        return window;
    }

    private int IndexOf(string name)
    {
        for (var i = 0; i < measures.Count; i++)
        {
            if (measures[i].Name == name) return i;
        }

        return -1;
    }
}
