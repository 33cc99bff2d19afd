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

    /// <summary>Accounts and containers by region, <c>Storage__Regions__REGION__AccountUri</c> and so on: one file of settings for all regions. Those of <c>Regions__Here</c> take the place of the others.</summary>
    public IReadOnlyDictionary<string, BlobSettings> Regions { get; init; } = new Dictionary<string, BlobSettings>();

    /// <summary>The settings in a region.</summary>
    /// <exception cref="InvalidOperationException">There are settings by region, and none for this one.</exception>
    public BlobSettings In(string region)
    {
        if (Regions.Count == 0) return this;
        return Regions.TryGetValue(region, out var here)
            ? here
            : throw new InvalidOperationException($"Storage__Regions has no settings for '{region}' (Regions__Here), only for {string.Join(", ", Regions.Keys.Order(StringComparer.Ordinal))}: nothing is written to another region's account.");
    }
}
