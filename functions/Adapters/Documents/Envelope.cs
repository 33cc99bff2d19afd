using System.Text.Json.Serialization;

namespace ServerlessIot.Adapters.Documents;

/// <summary>A document as Cosmos DB stores it.</summary>
internal sealed record Envelope<T> where T : class
{
    /// <summary>Document id, unique within its partition.</summary>
    public required string Id { get; init; }

    /// <summary>Partition key: tenant/device.</summary>
    public required string Pk { get; init; }

    /// <summary>The document.</summary>
    public required T Body { get; init; }

    /// <summary>Seconds that it lives; null = as its container says.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Ttl { get; init; }

    /// <summary>ETag, set by the store.</summary>
    [JsonPropertyName("_etag"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ETag { get; init; }
}
