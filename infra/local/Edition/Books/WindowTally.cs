using ServerlessIot.Domain.Windows;

namespace ServerlessIot.Edition.Books;

/// <summary>Sums the events of the window documents and holds them against the stored rows, device by device.</summary>
public sealed class WindowTally
{
    private readonly Dictionary<string, long> _perDevice = new(StringComparer.Ordinal);

    /// <summary>Windows.</summary>
    public long Windows { get; private set; }

    /// <summary>Events in them.</summary>
    public long Events { get; private set; }

    /// <summary>Of these, events that came after their window was first closed.</summary>
    public long Late { get; private set; }

    /// <summary>Counts one window document: the latest revision of its window.</summary>
    public void Add(WindowRecord window)
    {
        Windows++;
        Events += window.Events;
        Late += window.Late;
        var key = $"{window.Tenant}/{window.Device}";
        _perDevice[key] = _perDevice.GetValueOrDefault(key) + window.Events;
    }

    /// <summary>Events that are stored and in no window, and events that are in windows more often than stored.</summary>
    public (long Missing, long Beyond) Against(IReadOnlyDictionary<string, long> stored)
    {
        long missing = 0, beyond = 0;
        foreach (var device in stored.Keys.Union(_perDevice.Keys))
        {
            var difference = _perDevice.GetValueOrDefault(device) - stored.GetValueOrDefault(device);
            if (difference < 0) missing -= difference;
            else beyond += difference;
        }

        return (missing, beyond);
    }
}
