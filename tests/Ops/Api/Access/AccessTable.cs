using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using ServerlessIot.Ops.Api.Access;
using ServerlessIot.Ops.Api.Accesses;
using ServerlessIot.Ops.Api.Aggregates;
using ServerlessIot.Ops.Api.Alerts;
using ServerlessIot.Ops.Api.Audit;
using ServerlessIot.Ops.Api.Commands;
using ServerlessIot.Ops.Api.Devices;
using ServerlessIot.Ops.Api.Erasures;
using ServerlessIot.Ops.Api.Export;
using ServerlessIot.Ops.Api.Health;
using ServerlessIot.Ops.Api.History;
using ServerlessIot.Ops.Api.Quarantine;
using ServerlessIot.Ops.Api.Registry;
using ServerlessIot.Ops.Api.Registry.Groups;
using ServerlessIot.Ops.Api.Replays;
using ServerlessIot.Ops.Api.Restores;
using ServerlessIot.Ops.Api.Rules;
using ServerlessIot.Ops.Api.Search;
using ServerlessIot.Ops.Api.Statistics;
using ServerlessIot.Ops.Api.Trajectory;

namespace ServerlessIot.Ops.Tests.Api.Access;

/// <summary>Who may do what, endpoint by endpoint.</summary>
internal static class AccessTable
{
    public static readonly IReadOnlyDictionary<Type, Rule> Rules = new Dictionary<Type, Rule>
    {
        [typeof(ListDevices)] = new("get devices", ApiRole.Reader, Others.None),
        [typeof(GetDevice)] = new("get devices/{tenant}/{device}", ApiRole.Reader, Others.NotFound),
        [typeof(SendCommand)] = new("post devices/{tenant}/{device}/commands", ApiRole.Operator, Others.NotFound),
        [typeof(ListCommands)] = new("get devices/{tenant}/{device}/commands", ApiRole.Reader, Others.NotFound),
        [typeof(GetCommand)] = new("get devices/{tenant}/{device}/commands/{id}", ApiRole.Reader, Others.NotFound),
        [typeof(GetHistory)] = new("get devices/{tenant}/{device}/history", ApiRole.Reader, Others.NotFound),
        [typeof(GetTrajectory)] = new("get devices/{tenant}/{device}/trajectory", ApiRole.Reader, Others.NotFound),
        [typeof(GetStatistics)] = new("get devices/{tenant}/{device}/statistics", ApiRole.Reader, Others.NotFound),
        [typeof(GetSearch)] = new("get search", ApiRole.Reader, Others.None),
        [typeof(GetRestore)] = new("get restores/{id}", ApiRole.Reader, Others.NotFound),
        [typeof(StartReplay)] = new("post replays", ApiRole.Operator, Others.NotFound),
        [typeof(ListReplays)] = new("get replays", ApiRole.Reader, Others.None),
        [typeof(GetReplay)] = new("get replays/{id}", ApiRole.Reader, Others.NotFound),
        [typeof(CancelReplay)] = new("delete replays/{id}", ApiRole.Operator, Others.NotFound),
        [typeof(GetExport)] = new("get devices/{tenant}/{device}/export", ApiRole.Reader, Others.NotFound),
        [typeof(GetAggregates)] = new("get devices/{tenant}/{device}/aggregates", ApiRole.Reader, Others.NotFound),
        [typeof(GetTenantStatistics)] = new("get statistics/{tenant}", ApiRole.Reader, Others.NotFound),
        [typeof(ListAlerts)] = new("get alerts", ApiRole.Reader, Others.None),
        [typeof(GetAlert)] = new("get alerts/{tenant}/{device}/{id}", ApiRole.Reader, Others.NotFound),
        [typeof(AcknowledgeAlert)] = new("post alerts/{tenant}/{device}/{id}/acknowledge", ApiRole.Operator, Others.NotFound),
        [typeof(ClearAlert)] = new("post alerts/{tenant}/{device}/{id}/clear", ApiRole.Operator, Others.NotFound),
        [typeof(GetRules)] = new("get rules", ApiRole.Admin, Others.Forbidden),
        [typeof(PutRules)] = new("put rules", ApiRole.Admin, Others.Forbidden),
        [typeof(PostDryRun)] = new("post rules/dry-run", ApiRole.Operator, Others.NotFound),
        [typeof(GetRulesSchema)] = new("get rules/schema", ApiRole.Reader, Others.Open),
        [typeof(ReopenAlert)] = new("post alerts/{tenant}/{device}/{id}/reopen", ApiRole.Operator, Others.NotFound),
        [typeof(ListQuarantine)] = new("get quarantine", ApiRole.Reader, Others.None),
        [typeof(GetQuarantined)] = new("get quarantine/{partition}/{offset}", ApiRole.Admin, Others.NotFound),
        [typeof(GetAccessLog)] = new("get access-log", ApiRole.Admin, Others.None),
        [typeof(GetAudit)] = new("get audit", ApiRole.Admin, Others.Forbidden),
        [typeof(EraseDevice)] = new("delete devices/{tenant}/{device}/data", ApiRole.Admin, Others.NotFound) { Done = 202 },
        [typeof(ListErasures)] = new("get erasures", ApiRole.Admin, Others.None),
        [typeof(GetErasure)] = new("get erasures/{id}", ApiRole.Admin, Others.NotFound),
        [typeof(VerifyErasure)] = new("get erasures/{id}/verify", ApiRole.Admin, Others.NotFound),
        [typeof(ListRegistrations)] = new("get registry", ApiRole.Reader, Others.None),
        [typeof(RegisterDevices)] = new("post registry", ApiRole.Operator, Others.NotFound),
        [typeof(GetRegistryCounts)] = new("get registry/{tenant}/counts", ApiRole.Reader, Others.NotFound),
        [typeof(GetRegistration)] = new("get registry/{tenant}/{device}", ApiRole.Reader, Others.NotFound),
        [typeof(PutRegistration)] = new("put registry/{tenant}/{device}", ApiRole.Operator, Others.NotFound),
        [typeof(DeleteRegistration)] = new("delete registry/{tenant}/{device}", ApiRole.Admin, Others.NotFound),
        [typeof(ListGroups)] = new("get groups/{tenant}", ApiRole.Reader, Others.None),
        [typeof(GetGroup)] = new("get groups/{tenant}/{name}", ApiRole.Reader, Others.NotFound),
        [typeof(PutGroup)] = new("put groups/{tenant}/{name}", ApiRole.Operator, Others.NotFound),
        [typeof(DeleteGroup)] = new("delete groups/{tenant}/{name}", ApiRole.Admin, Others.NotFound),
        [typeof(ListGroupDevices)] = new("get groups/{tenant}/{name}/devices", ApiRole.Reader, Others.NotFound),
        [typeof(GetHealth)] = new("get health", null, Others.None),
    };

    /// <summary>Every function of the app that HTTP requests reach: its methods and route, as they are in the code.</summary>
    public static IReadOnlyDictionary<Type, string> Functions { get; } = typeof(ApiGuard).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static), (type, method) => (type, method))
        .SelectMany(found => found.method.GetParameters(), (found, parameter) => (found.type, trigger: parameter.GetCustomAttribute<HttpTriggerAttribute>()))
        .Where(found => found.trigger is not null)
        .ToDictionary(found => found.type, found => $"{string.Join(',', found.trigger!.Methods ?? [])} {found.trigger.Route}");

    public static IEnumerable<Type> Guarded => Rules.Where(rule => rule.Value.Role is not null).Select(rule => rule.Key);
}

/// <summary>A line of the table.</summary>
/// <param name="Route">Methods and route.</param>
/// <param name="Role">Least role; null = anybody, without a token.</param>
/// <param name="Others">What somebody of the role but of another tenant gets.</param>
internal sealed record Rule(string Route, ApiRole? Role, Others Others)
{
    /// <summary>Status of an answer to who may.</summary>
    public int Done { get; init; } = 200;
}

/// <summary>How things of other tenants are kept from a caller.</summary>
internal enum Others
{
    /// <summary>They are not listed.</summary>
    None,

    /// <summary>404, as if they were not there.</summary>
    NotFound,

    /// <summary>It is the same for all.</summary>
    Open,

    /// <summary>403: it is nothing that belongs to a tenant.</summary>
    Forbidden,
}
