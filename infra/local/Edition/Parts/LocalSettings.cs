using System.Globalization;
using ServerlessIot.Domain.Log;

namespace ServerlessIot.Edition.Parts;

/// <summary>The settings (<c>Section__Name</c>) that every part gets: the same names as in Azure, with local values. A setting that is already in the
/// environment wins, and the local part that it replaces is left out.</summary>
public sealed class LocalSettings
{
    /// <summary>The account that Azurite serves, and its key: published constants of Azurite, no secret.</summary>
    private const string AzuriteAccount = "AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    /// <summary>The Cosmos gateway checks no key; the client insists on a base64 one.</summary>
    private const string CosmosKey = "bG9jYWw=";

    private readonly Dictionary<string, string> _values;
    private readonly Func<string, string?> _ambient;

    /// <summary>Settings for these ports.</summary>
    /// <param name="ports">The ports of the local parts.</param>
    /// <param name="ambient">Reads the environment: null when a setting is not set.</param>
    public LocalSettings(LocalPorts ports, Func<string, string?> ambient)
    {
        _ambient = ambient;
        var topics = new TopicNames();
        _values = new()
        {
            ["Kafka__BrokerList"] = $"127.0.0.1:{ports.Kafka}",
            ["Kafka__Protocol"] = "Plaintext",
            ["Storage__ConnectionString"] = $"DefaultEndpointsProtocol=http;{AzuriteAccount};BlobEndpoint=http://127.0.0.1:{ports.Blobs}/devstoreaccount1;",
            ["Storage__Container"] = "iot",
            ["Cosmos__ConnectionString"] = $"AccountEndpoint=http://127.0.0.1:{ports.Cosmos}/;AccountKey={CosmosKey};",
            ["Cosmos__Database"] = "iot",
            ["Api__Key"] = "local",
            ["Tick__Schedule"] = "*/10 * * * * *",
            ["Audit__Schedule"] = "*/15 * * * * *",
            ["Compact__Schedule"] = "30 * * * * *",
            ["TierWarm__Schedule"] = "0 20 1 * * *",
            ["TierCold__Schedule"] = "0 40 1 * * *",
            ["Replay__Schedule"] = "*/5 * * * * *",
            ["Replay__TickEvery"] = "00:00:10",
            ["Erase__Schedule"] = "50 * * * * *",
            ["Commands__Schedule"] = "*/2 * * * * *",
            ["Topics__Raw"] = topics.Raw,
            ["Topics__Valid"] = topics.Valid,
            ["Topics__Quarantine"] = topics.Quarantine,
            ["Topics__Alerts"] = topics.Alerts,
            ["Topics__Aggregates"] = topics.Aggregates,
            ["Topics__Commands"] = topics.Commands,
            ["Topics__Replies"] = topics.Replies,
            ["Topics__Replayed"] = topics.Replayed,
            ["Ingest__Hub"] = "devices",
            ["Ingest__ConsumerGroup"] = "ingest",
            ["Bridge__Port"] = ports.Mqtt.ToString(CultureInfo.InvariantCulture),
            ["Bridge__HttpPort"] = ports.BridgeHttp.ToString(CultureInfo.InvariantCulture),
            ["Bridge__AllowAnonymous"] = "true",
        };
        UsesOwnBroker = ambient("Kafka__BrokerList") is null;
        UsesOwnStorage = ambient("Storage__ConnectionString") is null && ambient("Storage__AccountUri") is null;
        UsesOwnCosmos = ambient("Cosmos__ConnectionString") is null && ambient("Cosmos__Endpoint") is null;
        if (!UsesOwnStorage) _values.Remove("Storage__ConnectionString");
        if (!UsesOwnCosmos) _values.Remove("Cosmos__ConnectionString");
        foreach (var name in _values.Keys.ToList())
        {
            if (ambient(name) is { } value) _values[name] = value;
        }
    }

    /// <summary>All settings by name.</summary>
    public IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>Whether the local Kafka broker is started.</summary>
    public bool UsesOwnBroker { get; }

    /// <summary>Whether Azurite is started.</summary>
    public bool UsesOwnStorage { get; }

    /// <summary>Whether the Cosmos gateway is started.</summary>
    public bool UsesOwnCosmos { get; }

    /// <summary>One setting; throws when it is not set.</summary>
    public string this[string name] => Find(name) ?? throw new EditionException($"The setting {name} is missing.");

    /// <summary>One setting, local or of the environment; null when it is not set.</summary>
    public string? Find(string name) => _values.GetValueOrDefault(name) ?? _ambient(name);
}
