using System.Text.Json.Serialization;

namespace ServerlessIot.Simulator.Running;

[JsonSerializable(typeof(Report))]
internal sealed partial class ReportJson : JsonSerializerContext;
