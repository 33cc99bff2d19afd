using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Queries;

/// <summary>Finds one measure of an event.</summary>
internal static class MeasureOf
{
    /// <summary>Its value; null when the event does not have it.</summary>
    internal static double? Find(DeviceEvent e, string name)
    {
        var measurements = e.Measurements;
        for (var i = 0; i < measurements.Count; i++)
        {
            if (measurements[i].Name == name) return measurements[i].Value;
        }

        return null;
    }
}
