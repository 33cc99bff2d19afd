using System.Text.Json;
using System.Text.Json.Serialization;
using ServerlessIot.Simulator.Books;

namespace ServerlessIot.Simulator.Running;

/// <summary>One line of figures on standard output.</summary>
internal sealed record Report
{
    /// <summary>True on the last line only.</summary>
    [JsonPropertyName("done")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Done { get; init; }

    /// <summary>Seconds since publishing began.</summary>
    [JsonPropertyName("elapsed")]
    public double Elapsed { get; init; }

    /// <summary>Distinct valid readings published.</summary>
    [JsonPropertyName("published")]
    public long Published { get; init; }

    /// <summary>Distinct valid readings acknowledged.</summary>
    [JsonPropertyName("acknowledged")]
    public long Acknowledged { get; init; }

    /// <summary>Messages of any kind that wait for their acknowledgement.</summary>
    [JsonPropertyName("inFlight")]
    public long InFlight { get; init; }

    /// <summary>Connections lost or failed so far.</summary>
    [JsonPropertyName("reconnects")]
    public long Reconnects { get; init; }

    /// <summary>Readings acknowledged a second: since the line before, and over the whole run on the last line.</summary>
    [JsonPropertyName("rate")]
    public double Rate { get; init; }

    /// <summary>Connections that stand now.</summary>
    [JsonPropertyName("connections")]
    public int Connections { get; init; }

    /// <summary>Last line: broken payloads published.</summary>
    [JsonPropertyName("invalid")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Invalid { get; init; }

    /// <summary>Last line: readings published twice on purpose.</summary>
    [JsonPropertyName("duplicates")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Duplicates { get; init; }

    /// <summary>Last line: messages sent again after a reconnect.</summary>
    [JsonPropertyName("resent")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Resent { get; init; }

    /// <summary>Last line: messages of any kind without acknowledgement.</summary>
    [JsonPropertyName("unacknowledged")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Unacknowledged { get; init; }

    /// <summary>Last line: processor time of this process in seconds, since publishing began.</summary>
    [JsonPropertyName("cpu")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Cpu { get; init; }

    public static Report Of(Progress progress, TimeSpan elapsed, double rate, int connections) => new()
    {
        Elapsed = Math.Round(elapsed.TotalSeconds, 3),
        Published = progress.Published,
        Acknowledged = progress.Acknowledged,
        InFlight = progress.InFlight,
        Reconnects = progress.Reconnects,
        Rate = Math.Round(rate, 1),
        Connections = connections
    };

    public string ToJson() => JsonSerializer.Serialize(this, ReportJson.Default.Report);
}
