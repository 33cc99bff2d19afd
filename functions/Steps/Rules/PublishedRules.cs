using System.Text.Json.Serialization;
using ServerlessIot.Domain.Rules;

namespace ServerlessIot.Steps.Rules;

/// <summary>Rules that were published.</summary>
/// <param name="Version">Version, from 1.</param>
/// <param name="Hash">SHA-256 of the file, lower-case hex.</param>
/// <param name="Rules">How many there are.</param>
/// <param name="Time">When, Unix milliseconds.</param>
/// <param name="By">Who did it; null = the holder of the key.</param>
public sealed record PublishedRules(int Version, string Hash, int Rules, long Time, string? By)
{
    /// <summary>Which they are.</summary>
    [JsonIgnore]
    public RulesName Name => new(Version, Hash);
}

/// <summary>What came of a wish to publish.</summary>
/// <param name="Outcome">Whether they are published.</param>
/// <param name="Latest">What is published now; null for nothing, or when the file was refused.</param>
/// <param name="Reason">Why not, for people; null when they are.</param>
public sealed record Publication(PublicationOutcome Outcome, PublishedRules? Latest, string? Reason);

/// <summary>Whether rules were published.</summary>
public enum PublicationOutcome
{
    /// <summary>They are.</summary>
    Published,

    /// <summary>The file has a fault.</summary>
    Refused,

    /// <summary>Others of this or a higher version were published before.</summary>
    Outdated,
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LatestRules))]
internal sealed partial class RulesJson : JsonSerializerContext;
