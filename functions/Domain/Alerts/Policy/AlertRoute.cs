namespace ServerlessIot.Domain.Alerts.Policy;

/// <summary>Some alerts go to some channels.</summary>
/// <param name="Match">Which alerts.</param>
/// <param name="Channels">Names of <see cref="AlertChannels"/>, or <see cref="AlertChannels.Every"/>.</param>
public sealed record AlertRoute(AlertMatch Match, IReadOnlyList<string> Channels);
