using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Commands;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Domain.Queries.Sampling;
using ServerlessIot.Domain.Windows;
using ServerlessIot.Ops.Api.Accesses;
using ServerlessIot.Ops.Api.Alerts;
using ServerlessIot.Ops.Api.Audit;
using ServerlessIot.Ops.Api.Erasures;
using ServerlessIot.Ops.Api.Health;
using ServerlessIot.Ops.Api.History;
using ServerlessIot.Ops.Api.Quarantine;
using ServerlessIot.Ops.Api.Registry;
using ServerlessIot.Ops.Api.Registry.Groups;
using ServerlessIot.Ops.Api.Replays;
using ServerlessIot.Ops.Api.Restores;
using ServerlessIot.Ops.Api.Rules;
using ServerlessIot.Ops.Api.Statistics;
using ServerlessIot.Steps.Rules.Trials;

namespace ServerlessIot.Ops.Api.Answers;

/// <summary>JSON of the API: camel case, null left out.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(Page<DeviceTwin>))]
[JsonSerializable(typeof(Page<WindowRecord>))]
[JsonSerializable(typeof(Page<AlertDocument>))]
[JsonSerializable(typeof(AlertAction))]
[JsonSerializable(typeof(RulesAnswer))]
[JsonSerializable(typeof(TrialReport))]
[JsonSerializable(typeof(QuarantinePage))]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(AuditReport))]
[JsonSerializable(typeof(AlertDocument))]
[JsonSerializable(typeof(CommandDocument))]
[JsonSerializable(typeof(Page<CommandDocument>))]
[JsonSerializable(typeof(DeviceTwin))]
[JsonSerializable(typeof(StatisticsAnswer))]
[JsonSerializable(typeof(TenantStatistics))]
[JsonSerializable(typeof(Samples<SeriesPoint>))]
[JsonSerializable(typeof(Samples<TimeBucket>))]
[JsonSerializable(typeof(RestoreState))]
[JsonSerializable(typeof(ReplayAnswer))]
[JsonSerializable(typeof(Page<ReplayAnswer>))]
[JsonSerializable(typeof(Page<ErasureState>))]
[JsonSerializable(typeof(ErasureCheck))]
[JsonSerializable(typeof(AccessLogPage))]
[JsonSerializable(typeof(RegistrationAnswer))]
[JsonSerializable(typeof(Page<RegistrationAnswer>))]
[JsonSerializable(typeof(BulkAnswer))]
[JsonSerializable(typeof(RegistryCounts))]
[JsonSerializable(typeof(GroupAnswer))]
[JsonSerializable(typeof(Page<GroupAnswer>))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>Escapes only what JSON demands: answers are no part of web pages, and are marked as not to be taken for one.</summary>
    public static ApiJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
