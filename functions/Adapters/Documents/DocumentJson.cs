using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Commands;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Domain.Windows;
using ServerlessIot.Steps.Notify.Limits;
using ServerlessIot.Steps.Notify.Storms;

namespace ServerlessIot.Adapters.Documents;

/// <summary>How documents become JSON: camel case, absent instead of null, generated code for the known types and reflection for others.</summary>
internal static class DocumentJson
{
    /// <summary>Options for every document.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            NumberHandling = JsonNumberHandling.Strict,
            TypeInfoResolver = JsonTypeInfoResolver.Combine(DocumentJsonContext.Default, new DefaultJsonTypeInfoResolver()),
        };
        options.MakeReadOnly();
        return options;
    }
}

[JsonSerializable(typeof(Envelope<AlertDocument>))]
[JsonSerializable(typeof(Envelope<RateDocument>))]
[JsonSerializable(typeof(Envelope<StormDocument>))]
[JsonSerializable(typeof(Envelope<CommandDocument>))]
[JsonSerializable(typeof(Envelope<DeviceTwin>))]
[JsonSerializable(typeof(Envelope<DeviceRegistration>))]
[JsonSerializable(typeof(Envelope<DeviceGroup>))]
[JsonSerializable(typeof(Envelope<WindowRecord>))]
internal sealed partial class DocumentJsonContext : JsonSerializerContext;
