namespace ServerlessIot.Domain.Alerts.Policy;

/// <summary>From when on the alerts of one rule in one group are one storm.</summary>
/// <param name="Devices">Devices within the window whose alerts are told one by one; further ones make the storm.</param>
/// <param name="Window">The window; a storm ends when none came for as long.</param>
public sealed record StormLimit(int Devices, TimeSpan Window)
{
    /// <summary>20 devices within a minute.</summary>
    public static StormLimit Default { get; } = new(20, TimeSpan.FromMinutes(1));
}
