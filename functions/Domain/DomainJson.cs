using System.Text.Json.Serialization;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Commands;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Rules.Groups;
using ServerlessIot.Domain.Windows;

namespace ServerlessIot.Domain;

/// <summary>JSON of the records and documents (camel case, null left out), generated at build time. Events have a reader of their own: <see cref="EventJson"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AlertRecord))]
[JsonSerializable(typeof(AlertDocument))]
[JsonSerializable(typeof(ChannelDelivery))]
[JsonSerializable(typeof(WindowRecord))]
[JsonSerializable(typeof(MeasureSummary))]
[JsonSerializable(typeof(DeviceTwin))]
[JsonSerializable(typeof(DeviceRegistration))]
[JsonSerializable(typeof(DeviceGroup))]
[JsonSerializable(typeof(RegistrationRecord))]
[JsonSerializable(typeof(DeviceFacts))]
[JsonSerializable(typeof(GroupFile))]
[JsonSerializable(typeof(OutOfServiceFile))]
[JsonSerializable(typeof(Position))]
[JsonSerializable(typeof(CommandRecord))]
[JsonSerializable(typeof(CommandDocument))]
[JsonSerializable(typeof(CommandDelivery))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(List<AlertRecord>))]
[JsonSerializable(typeof(List<WindowRecord>))]
[JsonSerializable(typeof(List<DeviceTwin>))]
public sealed partial class DomainJson : JsonSerializerContext;
