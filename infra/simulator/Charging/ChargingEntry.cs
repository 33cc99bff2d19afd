using System.Text.Json.Serialization;

namespace ServerlessIot.Simulator.Charging;

/// <summary>A decision: what was answered, and what it changed. A line of the journal.</summary>
/// <param name="Request">Id of the request.</param>
/// <param name="Response">What it is answered with, as often as it comes.</param>
/// <param name="Session">The session as it is from now on; null when none changed.</param>
/// <param name="Bill">What is billed; null when nothing.</param>
internal sealed record ChargingEntry(string Request, ChargingResponse Response, ChargingSession? Session = null, ChargingBill? Bill = null);

/// <summary>A response, as replies to commands are.</summary>
/// <param name="Status">succeeded or failed.</param>
/// <param name="Message">Why it failed.</param>
/// <param name="Result">What was asked for.</param>
internal sealed record ChargingResponse(string Status, string? Message, ChargingResult? Result)
{
    public static ChargingResponse Done(ChargingResult result) => new("succeeded", null, result);

    public static ChargingResponse Failed(string message) => new("failed", message, null);
}

/// <summary>What was asked for.</summary>
internal sealed record ChargingResult(
    [property: JsonPropertyName("session_id")] string? Session = null, [property: JsonPropertyName("cp_ids")] IReadOnlyList<string>? Points = null, [property: JsonPropertyName("billed_kwh")] double? Billed = null);

/// <summary>A session of one driver at one charge point.</summary>
/// <param name="Id">Its id, which follows from the request that began it.</param>
/// <param name="Driver">Who charges.</param>
/// <param name="Point">Where.</param>
/// <param name="Active">Whether the charge point is taken.</param>
internal sealed record ChargingSession(string Id, string Driver, string Point, bool Active);

/// <summary>What a session costs, once.</summary>
internal sealed record ChargingBill(string Session, string Driver, double EnergyKwh);

/// <summary>JSON of journal and responses.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ChargingEntry))]
internal sealed partial class ChargingJson : JsonSerializerContext;
