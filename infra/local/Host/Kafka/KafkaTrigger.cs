using ServerlessIot.Host.Apps;

namespace ServerlessIot.Host.Kafka;

/// <summary>A KafkaTrigger attribute with its settings filled in.</summary>
internal sealed record KafkaTrigger(string BrokerList, string Topic, string Group, bool IsBatched, long LagThreshold)
{
    /// <summary>The group of a trigger that names none.</summary>
    public const string DefaultGroup = "$Default";

    /// <summary>Settings of librdkafka for security; empty for plain text.</summary>
    public IReadOnlyDictionary<string, string> Security { get; init; } = new Dictionary<string, string>();

    /// <summary>Reads the attribute.</summary>
    /// <exception cref="HostStartException">A setting is missing.</exception>
    public static KafkaTrigger Read(FunctionDefinition function, Microsoft.Extensions.Configuration.IConfiguration settings)
    {
        var resolver = new SettingsResolver(settings, function.Name);
        TriggerAttribute trigger = function.Trigger;
        return new KafkaTrigger(
            resolver.Require(trigger.Text("BrokerList"), "BrokerList"),
            resolver.Require(trigger.Text("Topic"), "Topic"),
            resolver.Resolve(trigger.Text("ConsumerGroup"), "ConsumerGroup") is { Length: > 0 } group ? group : DefaultGroup,
            trigger.Flag("IsBatched"),
            trigger.Number("LagThreshold", 1000))
        {
            Security = KafkaSecurity.Read(trigger, resolver, settings["Kafka:Protocol"]),
        };
    }
}
