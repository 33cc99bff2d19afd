using ServerlessIot.Simulator.Sending;

namespace ServerlessIot.Simulator.Options;

/// <summary>What to simulate.</summary>
public sealed record SimulatorOptions
{
    /// <summary>Host of the MQTT endpoint.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>Port of the MQTT endpoint.</summary>
    public int Port { get; init; } = 1883;

    /// <summary>User name; null connects anonymously.</summary>
    public string? User { get; init; }

    /// <summary>Password of the user.</summary>
    public string? Password { get; init; }

    /// <summary>Protocol version.</summary>
    public MqttLevel Protocol { get; init; } = MqttLevel.V5;

    /// <summary>Number of devices, 1 to 100,000.</summary>
    public int Devices { get; init; } = 100;

    /// <summary>Messages a second over all devices; infinity sends as fast as acknowledgements allow.</summary>
    public double Rate { get; init; } = 100;

    /// <summary>How long to publish; null until told to stop, or until the series ends.</summary>
    public TimeSpan? For { get; init; }

    /// <summary>Longest wait for acknowledgements after publishing.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Which devices, and how many of each.</summary>
    public FleetMix Mix { get; init; } = FleetMix.Default;

    /// <summary>Start of all chance, and part of the sensors' event ids; null takes one from the clock.</summary>
    public int? Seed { get; init; }

    /// <summary>Messages a device may have on their way, 1 to 1,000.</summary>
    public int Window { get; init; } = 20;

    /// <summary>Most connections of the lean sender; null gives every device its own.</summary>
    public int? Connections { get; init; }

    /// <summary>What devices publish with.</summary>
    public ClientKind Client { get; init; } = ClientKind.Auto;

    /// <summary>Share of messages that repeat the latest reading as a new message, 0 to 1.</summary>
    public double Duplicates { get; init; }

    /// <summary>Share of messages that are broken, 0 to 1.</summary>
    public double Invalid { get; init; }

    /// <summary>Where the ledger is written; null writes none.</summary>
    public string? Ledger { get; init; }

    /// <summary>Tenant of all devices.</summary>
    public string Tenant { get; init; } = "demo";

    /// <summary>A series to replay instead of a fleet.</summary>
    public string? Csv { get; init; }

    /// <summary>Sensor type of the series.</summary>
    public string Type { get; init; } = "temperature";

    /// <summary>Unit of the series' values; null takes the type's usual one.</summary>
    public string? Unit { get; init; }

    /// <summary>Device id of the series; null takes the file's name.</summary>
    public string? Device { get; init; }

    /// <summary>Pace of the series: 1 is real time; infinity as fast as acknowledgements allow.</summary>
    public double Speed { get; init; } = double.PositiveInfinity;
}
