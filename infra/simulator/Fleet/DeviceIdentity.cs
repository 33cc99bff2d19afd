namespace ServerlessIot.Simulator.Fleet;

/// <summary>Who a device is and where it publishes.</summary>
/// <param name="Tenant">Tenant, first level of the topic.</param>
/// <param name="Site">Plant, or <c>fleet</c> for vehicles.</param>
/// <param name="Name">Device id, 1 to 128 characters, unique within the tenant; also its MQTT client id.</param>
/// <param name="Type">Sensor type, or <c>vehicle</c>.</param>
/// <param name="Shape">Shape of its messages.</param>
public sealed record DeviceIdentity(string Tenant, string Site, string Name, string Type, DeviceShape Shape)
{
    /// <summary>Longest device id accepted.</summary>
    public const int MaxNameLength = 128;

    /// <summary>The topic by the default map: <c>{tenant}/{site}/{device}/telemetry/{type}</c>.</summary>
    public string Topic => $"{Tenant}/{Site}/{Name}/telemetry/{Type}";

    /// <summary>Whether the text can be a device id and one level of a topic.</summary>
    public static bool IsValidName(string name)
    {
        return name.Length is > 0 and <= MaxNameLength && !name.Any(c => c is '/' or '+' or '#' or '"' or '\\' || char.IsControl(c) || char.IsSurrogate(c));
    }
}
