using System.Text.Json.Serialization;

namespace ServerlessIot.Simulator.Books;

/// <summary>Sums over all devices: the last line of the ledger, under the name <c>total</c>.</summary>
public sealed record LedgerTotal
{
    /// <summary>Distinct valid readings published.</summary>
    [JsonPropertyName("published")]
    public required long Published { get; init; }

    /// <summary>Distinct valid readings acknowledged.</summary>
    [JsonPropertyName("acknowledged")]
    public required long Acknowledged { get; init; }

    /// <summary>Broken payloads published.</summary>
    [JsonPropertyName("invalid")]
    public required long Invalid { get; init; }

    /// <summary>Readings published once more on purpose.</summary>
    [JsonPropertyName("duplicates")]
    public required long Duplicates { get; init; }

    /// <summary>Messages of any kind without acknowledgement at the end.</summary>
    [JsonPropertyName("unacknowledged")]
    public required long Unacknowledged { get; init; }

    /// <summary>The sums of these lines.</summary>
    public static LedgerTotal Of(IReadOnlyList<LedgerLine> lines) => new()
    {
        Published = lines.Sum(line => line.Published),
        Acknowledged = lines.Sum(line => line.Acknowledged.Sum(range => range.Count)),
        Invalid = lines.Sum(line => line.Invalid),
        Duplicates = lines.Sum(line => line.Duplicates),
        Unacknowledged = lines.Sum(line => line.Unacknowledged)
    };
}
