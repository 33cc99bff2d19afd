using System.Text.Json.Serialization;
using ServerlessIot.Domain.Alerts;

namespace ServerlessIot.Adapters.Notify;

/// <summary>Body of a post.</summary>
/// <param name="Alert">The alert.</param>
/// <param name="State">open, acknowledged or cleared at the time of the post.</param>
internal sealed record WebhookPayload(AlertRecord Alert, string State);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(WebhookPayload))]
internal sealed partial class WebhookJson : JsonSerializerContext;
