using System.Text.Json.Serialization;
using ServerlessIot.Domain.Alerts;

namespace ServerlessIot.Steps.Notify;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AlertRecord))]
internal sealed partial class NotifyJson : JsonSerializerContext;
