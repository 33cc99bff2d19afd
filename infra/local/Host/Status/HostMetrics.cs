using System.Diagnostics;
using System.Diagnostics.Metrics;
using ServerlessIot.Host.Apps;

namespace ServerlessIot.Host.Status;

/// <summary>Counters on the meter ServerlessIot, named after OpenTelemetry's conventions for functions and messaging.</summary>
internal static class HostMetrics
{
    private static readonly Meter Meter = new("ServerlessIot");
    private static readonly Counter<long> Invocations = Meter.CreateCounter<long>("faas.invocations", "{invocation}", "Executions that succeeded.");
    private static readonly Counter<long> Errors = Meter.CreateCounter<long>("faas.errors", "{error}", "Executions that failed.");
    private static readonly Counter<long> Consumed = Meter.CreateCounter<long>("messaging.client.consumed.messages", "{message}", "Records executed.");

    public static void Executed(FunctionDefinition function, int records, bool failed)
    {
        var tags = new TagList { { "faas.name", function.Name }, { "faas.app", function.App.Name } };
        (failed ? Errors : Invocations).Add(1, tags);
        if (function.Kind is TriggerKind.Kafka or TriggerKind.EventHub && records > 0) Consumed.Add(records, tags);
    }
}
