namespace ServerlessIot.Adapters.Blobs;

/// <summary>Where blobs lie, section <c>Storage</c>.</summary>
public sealed record BlobSettings
{
    /// <summary>Connection string, for Azurite. Empty when <see cref="AccountUri"/> is set.</summary>
    public string ConnectionString { get; init; } = "";

    /// <summary>Blob endpoint of an account that is reached with the app's identity.</summary>
    public Uri? AccountUri { get; init; }

    /// <summary>Container for journals and the archive, 3–63 characters.</summary>
    public string Container { get; init; } = "iot";

    /// <summary>Container of the access log, 3–63 characters; not <see cref="Container"/>, so that it can be made immutable.</summary>
    public string AccessContainer { get; init; } = "access";
}
