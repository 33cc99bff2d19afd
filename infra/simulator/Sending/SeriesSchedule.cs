using ServerlessIot.Simulator.Replay;

namespace ServerlessIot.Simulator.Sending;

/// <summary>The pace of a replayed series: its own, times a factor, or as fast as the window allows.</summary>
/// <param name="link">The device's link.</param>
/// <param name="times">Unix milliseconds of the points, in file order.</param>
/// <param name="speed">1 is real time; infinity is as fast as acknowledgements allow.</param>
/// <param name="window">Messages the device may have on their way.</param>
internal sealed class SeriesSchedule(ILink link, CsvSeries times, double speed, int window) : ISchedule
{
    private readonly IReadOnlyList<CsvPoint> _points = times.Points;
    private int _issued;

    public bool IsFinished => link.Device.IsExhausted;

    public void Issue(TimeSpan elapsed)
    {
        if (double.IsPositiveInfinity(speed))
        {
            link.Offer(window);
            return;
        }

        var reached = _points[0].Time + (long)Math.Min(elapsed.TotalMilliseconds * speed, long.MaxValue / 4);
        // A link keeps at most its window, so no more than that is offered at once; the rest comes with the next ticks.
        for (var offered = 0; offered < window && _issued <= _points.Count && IsDue(reached); offered++, _issued++)
            link.Offer(1);
    }

    // One offer more than there are points lets the device find out that its feed has ended.
    private bool IsDue(long reached) => _issued == _points.Count || _points[_issued].Time <= reached;
}
