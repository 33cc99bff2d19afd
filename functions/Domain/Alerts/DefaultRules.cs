using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Alerts;

/// <summary>The rules that hold without any configuration; the event's profile (<see cref="EventProfiles"/>) decides which of them apply.</summary>
public static class DefaultRules
{
    /// <summary>The same rule of the same device raises at most one alert in this time (SOURCES 3).</summary>
    public static TimeSpan Cooldown { get; } = TimeSpan.FromMinutes(5);

    /// <summary>Adds a hit for every rule that the event breaks; allocates nothing when it breaks none.</summary>
    public static void Evaluate(DeviceEvent e, List<RuleHit> hits)
    {
        ArgumentNullException.ThrowIfNull(e);
        ArgumentNullException.ThrowIfNull(hits);
        switch (EventProfiles.Of(e))
        {
            case EventProfiles.Factory:
                FactoryRules.Evaluate(e, hits);
                break;
            case EventProfiles.Sensor:
                SensorRules.Evaluate(e, hits);
                break;
            case EventProfiles.Vehicle:
                VehicleRules.Evaluate(e, hits);
                break;
        }
    }
}
