using Microsoft.Extensions.Logging;

namespace ServerlessIot.Simulator;

/// <summary>Everything the simulator logs. Event ids 7000 to 7099.</summary>
internal static partial class SimulatorLog
{
    [LoggerMessage(7000, LogLevel.Information, "{Devices} devices on {Connections} connections to {Host}:{Port}, seed {Seed}")]
    public static partial void Starting(ILogger logger, int devices, int connections, string host, int port, int seed);

    [LoggerMessage(7001, LogLevel.Debug, "{ClientId}: connection lost: {Reason}")]
    public static partial void ConnectionLost(ILogger logger, string clientId, string reason);

    [LoggerMessage(7002, LogLevel.Debug, "{ClientId}: no connection: {Reason}")]
    public static partial void ConnectionFailed(ILogger logger, string clientId, string reason);

    [LoggerMessage(7006, LogLevel.Warning, "{ClientId}: the charging service has no connection: {Reason}")]
    public static partial void ChargingLost(ILogger logger, string clientId, string reason);

    [LoggerMessage(7003, LogLevel.Warning, "{Online} of {Connections} connections stand; publishing begins all the same")]
    public static partial void BeginningIncomplete(ILogger logger, int online, int connections);

    [LoggerMessage(7004, LogLevel.Information, "Stopping: what is on its way has {Bound} to be acknowledged")]
    public static partial void Stopping(ILogger logger, TimeSpan bound);

    [LoggerMessage(7005, LogLevel.Error, "{Device}: not acknowledged: seq {Missing}")]
    public static partial void Unacknowledged(ILogger logger, string device, string missing);
}
