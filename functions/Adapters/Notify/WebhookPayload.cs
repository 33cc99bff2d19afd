using System.Text.Json.Serialization;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Adapters.Notify;

/// <summary>Body of a post.</summary>
/// <param name="Alert">The alert.</param>
/// <param name="State">open, acknowledged or cleared at the time of the post.</param>
/// <param name="Escalated">Steps of escalation that were taken, since nobody took the alert; left out before the first.</param>
/// <param name="Waiting">Further notifications of the tenant that have to wait for the limit of the channel; left out when there are none.</param>
internal sealed record WebhookPayload(AlertRecord Alert, string State, int? Escalated, long? Waiting)
{
    /// <summary>What a notice says.</summary>
    public static WebhookPayload Of(Notice notice) => new(notice.Alert.Alert, notice.Alert.State, notice.Alert.Escalated > 0 ? notice.Alert.Escalated : null, notice.Waiting > 0 ? notice.Waiting : null);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WebhookPayload))]
internal sealed partial class WebhookJson : JsonSerializerContext;
