using ServerlessIot.Domain.Alerts;

namespace ServerlessIot.Steps.Ports;

/// <summary>What a channel is to tell.</summary>
/// <param name="Alert">The alert as it is now.</param>
/// <param name="Key">The same for every attempt of the same telling.</param>
/// <param name="Waiting">Further notifications of the tenant that had to wait for this channel since it was last said, because of its limit.</param>
public sealed record Notice(AlertDocument Alert, string Key, long Waiting = 0);
