namespace ServerlessIot.Plan.Input;

/// <summary>The load to plan for.</summary>
public sealed record Load
{
    /// <summary>Messages a second, averaged over the day; 0 = only ticks and timers run.</summary>
    public double MessagesPerSecond { get; init; } = 10;

    /// <summary>Bytes of a message's payload, 1 to 900,000.</summary>
    public double PayloadBytes { get; init; } = 150;

    /// <summary>Devices that send; null = one for every ten seconds' message, as the sizes assume.</summary>
    public double? Devices { get; init; }

    /// <summary>How the load is spread over the day.</summary>
    public DailyCurve Curve { get; init; } = DailyCurve.Flat;

    /// <summary>Alerts for each message, 0 to 1.</summary>
    public double AlarmRate { get; init; } = 0.001;

    /// <summary>Share of messages that are refused, 0 to 1.</summary>
    public double QuarantineRate { get; init; } = 0.001;

    /// <summary>Devices, told or assumed; at least one.</summary>
    public double DeviceCount => Math.Max(1, Devices ?? MessagesPerSecond * 10);

    /// <summary>Messages a second in the busiest hour.</summary>
    public double Peak => MessagesPerSecond * Curve.Highest;

    /// <summary>Devices that send at least once in a minute at <paramref name="messagesPerSecond"/>.</summary>
    public double ActivePerMinute(double messagesPerSecond) => DeviceCount * (1 - Math.Exp(-messagesPerSecond * 60 / DeviceCount));
}
