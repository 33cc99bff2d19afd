using System.Diagnostics.Metrics;

namespace ServerlessIot.Steps.Commands;

/// <summary>Counters of commands, meter <c>ServerlessIot</c>.</summary>
internal static class CommandMetrics
{
    private static readonly Meter Meter = new("ServerlessIot");
    private static readonly Counter<long> IssuedCommands = Meter.CreateCounter<long>("serverlessiot.commands.issued", "{command}", "Commands that were recorded");
    private static readonly Counter<long> EndedCommands = Meter.CreateCounter<long>("serverlessiot.commands.ended", "{command}", "Commands that reached a terminal state, by state");
    private static readonly Counter<long> LateReplies = Meter.CreateCounter<long>("serverlessiot.commands.late", "{record}", "Replies and deliveries that changed nothing: late, or told before");
    private static readonly Counter<long> RefusedReplies = Meter.CreateCounter<long>("serverlessiot.commands.refused", "{record}", "Records of device.replies that went to quarantine");

    public static void Issued() => IssuedCommands.Add(1);

    public static void Ended(string state) => EndedCommands.Add(1, new KeyValuePair<string, object?>("state", state));

    public static void Late() => LateReplies.Add(1);

    public static void Refused() => RefusedReplies.Add(1);
}
