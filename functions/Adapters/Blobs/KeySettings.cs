namespace ServerlessIot.Adapters.Blobs;

/// <summary>Where the keys of devices lie, section <c>Keys</c>; in the account of <see cref="BlobSettings"/>.</summary>
public sealed record KeySettings
{
    /// <summary>Container for key rings, 3–63 characters, which only who reads and writes the archive may open.</summary>
    public string Container { get; init; } = "archive-keys";
}
