namespace ServerlessIot.Domain.Alerts.Policy;

/// <summary>Some alerts that nobody has acknowledged or cleared for a time go to further channels, once.</summary>
/// <param name="Match">Which alerts.</param>
/// <param name="After">Time since the alert was told.</param>
/// <param name="Channels">Names of <see cref="AlertChannels"/>, or <see cref="AlertChannels.Every"/>.</param>
public sealed record EscalationStep(AlertMatch Match, TimeSpan After, IReadOnlyList<string> Channels);
