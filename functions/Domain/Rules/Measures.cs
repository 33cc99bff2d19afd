using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Rules;

/// <summary>Finds measures in events.</summary>
internal static class Measures
{
    /// <summary>The value of a measure; false when the event has none of that name.</summary>
    public static bool TryFind(DeviceEvent e, string name, out double value)
    {
        var measures = e.Measurements;
        for (var i = 0; i < measures.Count; i++)
        {
            if (measures[i].Name != name) continue;
            value = measures[i].Value;
            return true;
        }

        value = 0;
        return false;
    }

    /// <summary>The first measure whose name is one of some; false when the event has none.</summary>
    public static bool TryFind(DeviceEvent e, TextPatterns names, out Measurement found)
    {
        var measures = e.Measurements;
        for (var i = 0; i < measures.Count; i++)
        {
            if (!names.Match(measures[i].Name)) continue;
            found = measures[i];
            return true;
        }

        found = default;
        return false;
    }
}
