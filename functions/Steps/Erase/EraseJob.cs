using System.Text.Json.Serialization;

namespace ServerlessIot.Steps.Erase;

/// <summary>The erasure of one device's data: what is asked for, how far it is, and at the end the certificate. Kept for ever, unless somebody deletes its blob.</summary>
public sealed record EraseJob
{
    /// <summary>Id, 32 hex digits; follows from tenant, device and the time of asking.</summary>
    public required string Id { get; init; }

    /// <summary>Tenant of the device.</summary>
    public required string Tenant { get; init; }

    /// <summary>Device id.</summary>
    public required string Device { get; init; }

    /// <summary>Why, as it was asked for.</summary>
    public required string Reason { get; init; }

    /// <summary>Who asked; null when only a key or the machine vouched for them.</summary>
    public string? By { get; init; }

    /// <summary>When it was asked for, Unix milliseconds.</summary>
    public required long Asked { get; init; }

    /// <summary>What arrived before it is erased, Unix milliseconds; what comes later is kept.</summary>
    public required long Before { get; init; }

    /// <summary><see cref="EraseStates"/>.</summary>
    public string State { get; init; } = EraseStates.Asked;

    /// <summary>Since when readers leave the rows out, Unix milliseconds; null = not yet.</summary>
    public long? Effective { get; init; }

    /// <summary>The device's keys.</summary>
    public IReadOnlyList<ErasedKey> Keys { get; init; } = [];

    /// <summary>Blobs and segments that held rows of the device.</summary>
    public IReadOnlyList<ErasedPart> Parts { get; init; } = [];

    /// <summary>Documents of the device that were deleted, by container.</summary>
    public IReadOnlyDictionary<string, int> Documents { get; init; } = new Dictionary<string, int>();

    /// <summary>When documents were deleted the first time, Unix milliseconds.</summary>
    public long? DocumentsDeleted { get; init; }

    /// <summary>Segments that must come back from the tier Archive before their rows can be written anew.</summary>
    public IReadOnlyList<string> Waiting { get; init; } = [];

    /// <summary>When no counting blob held rows of the device any more, Unix milliseconds.</summary>
    public long? Rewritten { get; init; }

    /// <summary>When everything was done, Unix milliseconds.</summary>
    public long? Completed { get; init; }

    /// <summary>What the erasure does not reach, and until when it is there at most.</summary>
    public IReadOnlyList<ErasureLimit> Limits { get; init; } = [];

    /// <summary>SHA-256 of the certificate, hex digits; null while the job runs.</summary>
    public string? Sha256 { get; init; }
}

/// <summary>How far a job is.</summary>
public static class EraseStates
{
    /// <summary>Asked for, nothing was done.</summary>
    public const string Asked = "asked";

    /// <summary>Readers leave the rows out; blobs are being written anew.</summary>
    public const string Running = "running";

    /// <summary>A legal hold forbids to go on.</summary>
    public const string Held = "held";

    /// <summary>Done.</summary>
    public const string Complete = "complete";
}

/// <summary>A blob or segment that held rows of the device.</summary>
/// <param name="Blob">Its name.</param>
/// <param name="Rows">Rows of the device in it, of those that are erased.</param>
/// <param name="How"><see cref="EraseWays"/>.</param>
/// <param name="Done">When it no longer counted, Unix milliseconds; null = it still does.</param>
/// <param name="By">What counts instead; none when nothing else was in it, or somebody else replaced it.</param>
public sealed record ErasedPart(string Blob, long Rows, string How, long? Done, IReadOnlyList<string> By);

/// <summary>Ways in which rows are erased.</summary>
public static class EraseWays
{
    /// <summary>The blob's other rows were written anew, and the blob deleted.</summary>
    public const string Rewritten = "rewritten";

    /// <summary>The key of the rows was destroyed, and the index written anew without them.</summary>
    public const string KeyDestroyed = "key destroyed, index rewritten";
}

/// <summary>A key of the device.</summary>
/// <param name="Id">Its id, 16 hex digits.</param>
/// <param name="Sha256">SHA-256 of its bytes, hex digits; null while it is still there.</param>
/// <param name="Destroyed">When, Unix milliseconds; null = not yet.</param>
public sealed record ErasedKey(string Id, string? Sha256 = null, long? Destroyed = null);

/// <summary>What an erasure does not reach.</summary>
/// <param name="What">What it is.</param>
/// <param name="Until">When it is gone at the latest, Unix milliseconds; null = unknown here.</param>
public sealed record ErasureLimit(string What, long? Until);

/// <summary>JSON of jobs.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EraseJob))]
internal sealed partial class EraseJson : JsonSerializerContext;
