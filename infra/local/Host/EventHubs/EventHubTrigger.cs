using Microsoft.Extensions.Configuration;
using ServerlessIot.Host.Apps;
using ServerlessIot.Host.Kafka;

namespace ServerlessIot.Host.EventHubs;

/// <summary>
/// An EventHubTrigger attribute with its settings filled in. Here a hub is a topic: its connection is <c>kafka://host:port</c>, since Event Hubs
/// speaks Kafka too, but AMQP is more than a laptop needs.
/// </summary>
internal sealed record EventHubTrigger(string Brokers, string Hub, string Group, bool IsBatched, int MaxEventBatchSize)
{
    private const string Scheme = "kafka://";

    // As of the extension's version 6.
    private const int DefaultMaxEventBatchSize = 100;

    /// <summary>Name of the setting that holds the connection.</summary>
    public static string ConnectionSetting(FunctionDefinition function) =>
        function.Trigger.Text("Connection") ?? throw new HostStartException($"Function {function.Name}: EventHubTrigger needs Connection, the name of a setting.");

    /// <summary>Reads the attribute.</summary>
    /// <exception cref="HostStartException">A setting is missing, or of a form that this host cannot use.</exception>
    public static EventHubTrigger Read(FunctionDefinition function, IConfiguration settings)
    {
        var resolver = new SettingsResolver(settings, function.Name);
        string name = ConnectionSetting(function);
        string connection = settings[name] ?? "";
        if (!connection.StartsWith(Scheme, StringComparison.Ordinal) || connection.Length == Scheme.Length)
            throw new HostStartException($"Function {function.Name}: the setting {name} must be {Scheme}host:port of a Kafka broker without TLS; this host reads event hubs by no other protocol.");
        int size = function.App.HostJson.GetValue("extensions:eventHubs:maxEventBatchSize", DefaultMaxEventBatchSize);
        if (size < 1) throw new HostStartException($"host.json, extensions.eventHubs: maxEventBatchSize is {size}; it must be at least 1.");
        return new EventHubTrigger(
            connection[Scheme.Length..].TrimEnd('/'),
            resolver.Require(function.Trigger.Text("EventHubName"), "EventHubName"),
            resolver.Resolve(function.Trigger.Text("ConsumerGroup"), "ConsumerGroup") is { Length: > 0 } group ? group : KafkaTrigger.DefaultGroup,
            function.Trigger.Flag("IsBatched"),
            size);
    }
}
