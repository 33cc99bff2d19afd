using ServerlessIot.Domain.Alerts;

namespace ServerlessIot.Bridge.Edge;

/// <summary>An alert that a reading raises where it arrives.</summary>
/// <param name="Alert">The alert.</param>
/// <param name="Cooldown">That of its rule.</param>
internal readonly record struct EdgeAlert(AlertRecord Alert, TimeSpan Cooldown);
