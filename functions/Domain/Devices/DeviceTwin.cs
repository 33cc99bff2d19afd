namespace ServerlessIot.Domain.Devices;

/// <summary>What is known of a device now: a document of the container <c>twins</c>.</summary>
public sealed record DeviceTwin
{
    /// <summary>Tenant of the device.</summary>
    public required string Tenant { get; init; }

    /// <summary>Device id.</summary>
    public required string Device { get; init; }

    /// <summary>Kind of data that it last sent.</summary>
    public required string Type { get; init; }

    /// <summary>Time of its latest event, Unix milliseconds (the device's clock).</summary>
    public required long Time { get; init; }

    /// <summary>When the bridge last heard of it, Unix milliseconds.</summary>
    public required long LastSeen { get; init; }

    /// <summary>False once it has been silent for the offline limit.</summary>
    public required bool Online { get; init; }

    /// <summary>Last value of each measure.</summary>
    public required IReadOnlyDictionary<string, double> Values { get; init; }

    /// <summary>Last position; null when it never sent one.</summary>
    public Events.Position? Position { get; init; }

    /// <summary>Last status; null when it never sent one.</summary>
    public string? Status { get; init; }

    /// <summary>Events received in all.</summary>
    public required long Events { get; init; }

    /// <summary>Origin of the record that this state includes, as text.</summary>
    public required string Origin { get; init; }
}
