using System.Text.Json;

namespace ServerlessIot.Simulator.Charging;

/// <summary>A command to the charging service: one of available_cps_request, charge_request, stop_charging_request and charging_completed.</summary>
/// <param name="Id">The command's id: the correlation id of its response.</param>
/// <param name="Type">The command.</param>
/// <param name="Driver">driver_id; null when it is not given.</param>
/// <param name="Point">cp_id; null when it is not given.</param>
/// <param name="Session">session_id; null when it is not given.</param>
/// <param name="EnergyKwh">energy_kwh; null when it is not given, or no amount.</param>
internal sealed record ChargingRequest(string Id, string Type, string? Driver, string? Point, string? Session, double? EnergyKwh)
{
    /// <summary>Reads the payload that the bridge delivers.</summary>
    /// <exception cref="JsonException">It is no command.</exception>
    public static ChargingRequest Read(ReadOnlyMemory<byte> command)
    {
        using var document = JsonDocument.Parse(command);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || Text(root, "id") is not { } id || Text(root, "command") is not { } type) throw new JsonException("A command has an id and a name.");
        var payload = root.TryGetProperty("payload", out var member) && member.ValueKind == JsonValueKind.Object ? member : root;
        var energy = payload.TryGetProperty("energy_kwh", out var kwh) && kwh.ValueKind == JsonValueKind.Number && kwh.TryGetDouble(out var amount) && amount is >= 0 and <= 10_000 ? amount : (double?)null;
        return new ChargingRequest(id, type, Text(payload, "driver_id"), Text(payload, "cp_id"), Text(payload, "session_id"), energy);
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;
}
