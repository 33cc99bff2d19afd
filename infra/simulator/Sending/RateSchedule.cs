namespace ServerlessIot.Simulator.Sending;

/// <summary>A steady number of messages a second over all devices, each device in its turn.</summary>
/// <param name="links">The devices' links.</param>
/// <param name="rate">Messages a second in all; infinity sends as fast as the windows allow.</param>
/// <param name="window">Messages a device may have on their way.</param>
internal sealed class RateSchedule(IReadOnlyList<ILink> links, double rate, int window) : ISchedule
{
    private long _issued;
    private int _next;

    public bool IsFinished => false;

    public void Issue(TimeSpan elapsed)
    {
        if (double.IsPositiveInfinity(rate))
        {
            foreach (var link in links)
                link.Offer(window);
            return;
        }

        var due = (long)(rate * elapsed.TotalSeconds);
        // After a stall of this process, a second's worth is caught up at once; the rest is skipped.
        _issued = Math.Max(_issued, due - (long)Math.Ceiling(rate));
        for (; _issued < due; _issued++)
        {
            links[_next].Offer(1);
            _next = (_next + 1) % links.Count;
        }
    }
}
