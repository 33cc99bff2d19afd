using ServerlessIot.Bridge.Access.Risk;

namespace ServerlessIot.Bridge.Mqtt.Connecting;

/// <summary>What the device may do, by its risk: looked at again while it is here.</summary>
internal sealed partial class MqttConnection
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private volatile AccessLevel _level;
    private long _levelSeen;

    private void CheckLevel()
    {
        if (!_services.Access.HasLevels || !_connected || _services.Time.GetElapsedTime(_levelSeen) < LookEvery)
            return;
        _levelSeen = _services.Time.GetTimestamp();
        var level = _services.Access.LevelOf(_identity, Remote);
        if (level == _level)
            return;
        _level = level;
        _deviceRate = _services.Devices.Of(RateKey, level);
        // What waited for it meanwhile.
        if (level != AccessLevel.Minimal)
            CommandsWaiting();
    }
}
