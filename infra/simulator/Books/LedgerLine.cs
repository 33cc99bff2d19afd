using System.Text.Json.Serialization;

namespace ServerlessIot.Simulator.Books;

/// <summary>What one device published and what was acknowledged: one JSON line of the ledger.</summary>
public sealed record LedgerLine
{
    /// <summary>Device id.</summary>
    [JsonPropertyName("device")]
    public required string Device { get; init; }

    /// <summary>Tenant.</summary>
    [JsonPropertyName("tenant")]
    public required string Tenant { get; init; }

    /// <summary><c>sensor</c> (shape 4), <c>factory</c> (shape 1) or <c>vehicle</c> (shape 3).</summary>
    [JsonPropertyName("shape")]
    public required string Shape { get; init; }

    /// <summary>Distinct valid readings handed to the connection: their <c>metadata.seq</c> runs from 1 to this.</summary>
    [JsonPropertyName("published")]
    public required long Published { get; init; }

    /// <summary>The <c>metadata.seq</c> of the valid readings that were acknowledged, as inclusive ranges in ascending order.</summary>
    [JsonPropertyName("acknowledged")]
    public required IReadOnlyList<SeqRange> Acknowledged { get; init; }

    /// <summary>Broken payloads published (not counting repetitions after a reconnect).</summary>
    [JsonPropertyName("invalid")]
    public required long Invalid { get; init; }

    /// <summary>Readings published once more on purpose, as a new PUBLISH with the same payload.</summary>
    [JsonPropertyName("duplicates")]
    public required long Duplicates { get; init; }

    /// <summary>Messages of any kind (reading, duplicate, broken) without acknowledgement at the end.</summary>
    [JsonPropertyName("unacknowledged")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Unacknowledged { get; init; }
}
