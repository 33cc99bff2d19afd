using System.Text.Json.Serialization;

namespace ServerlessIot.Steps.Access;

/// <summary>Who read, changed or deleted what, and when. One line of the access log.</summary>
public sealed record AccessEntry
{
    /// <summary>Its id, unique: of a request the same in the line of its beginning and that of its end.</summary>
    public required string Id { get; init; }

    /// <summary>When, Unix milliseconds.</summary>
    public required long Time { get; init; }

    /// <summary>The caller's name, or that of the function that acted; null when only a key or the machine vouches for the caller.</summary>
    public string? Who { get; init; }

    /// <summary>What they may do: a role of the API; null for a function.</summary>
    public string? Role { get; init; }

    /// <summary>The HTTP method; DELETE also for what a function removes.</summary>
    public required string Method { get; init; }

    /// <summary>Path of the request, escaped, or name of the blob that a function removes; 1,024 characters at most.</summary>
    public required string Path { get; init; }

    /// <summary>Query of the request, escaped, 1,024 characters at most.</summary>
    public string? Query { get; init; }

    /// <summary>Tenants whose things it is about; null = all, or not known.</summary>
    public IReadOnlyList<string>? Tenants { get; init; }

    /// <summary>HTTP status of the answer; 0 for the line that is written before a change begins.</summary>
    public int Status { get; init; }

    /// <summary>Rows that were removed; null where none are.</summary>
    public long? Rows { get; init; }
}

/// <summary>A line: an entry, and the hash that chains it to the line before.</summary>
/// <param name="Previous">SHA-256 of the line before in the blob, without its line feed, 64 hex digits; 64 zeros in the first line.</param>
/// <param name="Entry">The entry.</param>
internal sealed record AccessLine(string Previous, AccessEntry Entry);

/// <summary>JSON of lines.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AccessLine))]
internal sealed partial class AccessJson : JsonSerializerContext;
