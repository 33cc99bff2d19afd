using System.Text.Json.Serialization;

namespace ServerlessIot.Steps.Restore;

/// <summary>Segments that somebody wants brought back from the tier Archive. The same segments are the same job.</summary>
/// <param name="Id">Its id, 32 hex digits.</param>
/// <param name="Segments">Names of the segments.</param>
/// <param name="Asked">When it was asked for, Unix milliseconds.</param>
/// <param name="Until">When they go back to Archive, Unix milliseconds; later each time that it is asked for again.</param>
/// <param name="NotBefore">When the store is asked for them, Unix milliseconds: at once, unless the hours that Azure takes are to be simulated.</param>
/// <param name="Ready">How many can be read.</param>
public sealed record RestoreJob(string Id, IReadOnlyList<string> Segments, long Asked, long Until, long NotBefore, int Ready = 0)
{
    /// <summary><c>ready</c> when all segments can be read, else <c>running</c>.</summary>
    public string State => Ready == Segments.Count ? "ready" : "running";

    /// <summary>Tenant that asked, which alone sees it; null = somebody who sees all tenants.</summary>
    public IReadOnlyList<string>? Tenants { get; init; }
}

/// <summary>JSON of jobs.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RestoreJob))]
internal sealed partial class RestoreJson : JsonSerializerContext;
