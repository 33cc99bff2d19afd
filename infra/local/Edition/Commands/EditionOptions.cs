using ServerlessIot.Edition.Killing;

namespace ServerlessIot.Edition.Commands;

/// <summary>What the person asked for.</summary>
public sealed record EditionOptions
{
    /// <summary>Length of a bounded run; null = until Ctrl-C, or until the replay is through.</summary>
    public TimeSpan? For { get; init; }

    /// <summary>Messages a second of the whole fleet.</summary>
    public int Rate { get; init; } = 200;

    /// <summary>Devices in the fleet.</summary>
    public int Devices { get; init; } = 50;

    /// <summary>Messages that a device may have without acknowledgement, 1–1,000.</summary>
    public int Window { get; init; } = 20;

    /// <summary>Series to replay (columns timestamp,value); null = none.</summary>
    public string? Csv { get; init; }

    /// <summary>Sensor type of the replayed series.</summary>
    public string Type { get; init; } = "temperature";

    /// <summary>Device id of the replayed series; null = from the file's name.</summary>
    public string? Device { get; init; }

    /// <summary>Speed of the replay: <c>max</c>, or a factor such as <c>3600</c> (an hour of the series a second).</summary>
    public string Speed { get; init; } = "max";

    /// <summary>Whether the folder of a bounded run is kept.</summary>
    public bool Keep { get; init; }

    /// <summary>Whether data of earlier starts is deleted first.</summary>
    public bool Reset { get; init; }

    /// <summary>Only the servers, no simulated devices.</summary>
    public bool NoFleet { get; init; }

    /// <summary>MQTT port; null = 1883 or a free one.</summary>
    public int? MqttPort { get; init; }

    /// <summary>API port; null = 7071 or a free one.</summary>
    public int? ApiPort { get; init; }

    /// <summary>Never the usual ports, for runs beside each other.</summary>
    public bool FreePorts { get; init; }

    /// <summary>Partitions of each topic, 1–64.</summary>
    public int Partitions { get; init; } = 4;

    /// <summary>How long a run may take to end after the last message.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Folder for data, logs and run.json; null = under .local.</summary>
    public string? Directory { get; init; }

    /// <summary>Folder with published apps and bridge to run in place of build output; null = build output.</summary>
    public string? Published { get; init; }

    /// <summary>Parts to kill while a bounded run lasts.</summary>
    public IReadOnlyList<KillPlan> Kills { get; init; } = [];

    /// <summary>Lines instead of the live table.</summary>
    public bool Plain { get; init; }

    /// <summary>Whether the run ends by itself.</summary>
    public bool IsBounded => For is not null || Csv is not null;
}
