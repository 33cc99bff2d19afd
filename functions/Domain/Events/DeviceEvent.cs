namespace ServerlessIot.Domain.Events;

/// <summary>The canonical event: what every payload shape becomes, and the only shape that steps after Validate know.</summary>
public sealed record DeviceEvent
{
    /// <summary>Version of the canonical JSON that this code writes.</summary>
    public const int CurrentSchema = 1;

    /// <summary>Event id, the same for every retransmission; unique within the device. 1–128 characters.</summary>
    public required string Id { get; init; }

    /// <summary>Tenant, 1–128 characters.</summary>
    public required string Tenant { get; init; }

    /// <summary>Device id, unique within the tenant, 1–128 characters.</summary>
    public required string Device { get; init; }

    /// <summary>Kind of data, such as <c>temperature</c> or <c>vehicle</c>.</summary>
    public required string Type { get; init; }

    /// <summary>When it was measured, Unix milliseconds, from 2000-01-01 to ten minutes after <see cref="Arrived"/>.</summary>
    public required long Time { get; init; }

    /// <summary>When the bridge received it, Unix milliseconds.</summary>
    public required long Arrived { get; init; }

    /// <summary>Measured values by name, finite numbers. None when the payload only told a <see cref="Status"/>, a place or texts, or is kept as it is in the attribute <c>raw_data</c>.</summary>
    public required IReadOnlyList<Measurement> Measurements { get; init; }

    /// <summary>Where the device was; null when the payload did not say.</summary>
    public Position? Position { get; init; }

    /// <summary>State that the device named, such as <c>driving</c>; null when the payload did not say.</summary>
    public string? Status { get; init; }

    /// <summary>Text attributes by name: unit, location, metadata of the payload.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Attributes { get; init; } = [];

    /// <summary>Place in telemetry.raw that it came from.</summary>
    public Origin Origin { get; init; }

    /// <summary>Version of the canonical JSON.</summary>
    public int Schema { get; init; } = CurrentSchema;
}

/// <summary>One measured value.</summary>
/// <param name="Name">Name of the measure, such as <c>battery_temp</c>.</param>
/// <param name="Value">Finite value in the unit of the source.</param>
public readonly record struct Measurement(string Name, double Value);

/// <summary>A place, WGS 84.</summary>
/// <param name="Latitude">Degrees, −90 to 90.</param>
/// <param name="Longitude">Degrees, −180 to 180.</param>
/// <param name="Altitude">Metres above sea level; null when unknown.</param>
public readonly record struct Position(double Latitude, double Longitude, double? Altitude = null);
