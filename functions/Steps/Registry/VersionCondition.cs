namespace ServerlessIot.Steps.Registry;

/// <summary>Which version a document must have for somebody's change to count.</summary>
/// <param name="Exists">True: it must be there; false: it must not; null: either.</param>
/// <param name="Versions">Versions of which it must have one; null: any.</param>
public sealed record VersionCondition(bool? Exists, IReadOnlyList<string>? Versions)
{
    /// <summary>Whatever it is now.</summary>
    public static VersionCondition None { get; } = new(null, null);

    /// <summary>Whether a change may be made to a document of this version; null = there is none.</summary>
    public bool Allows(string? version) =>
        (Exists is null || Exists == version is not null) && (Versions is null || (version is not null && Versions.Contains(version)));
}
