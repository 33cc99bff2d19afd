using System.Globalization;

namespace ServerlessIot.Domain.Rules;

/// <summary>Which rules or groups are meant: headers <see cref="Log.LogHeaders.Rules"/> and <see cref="Log.LogHeaders.Groups"/> of ticks, and the name of their blob.</summary>
/// <param name="Version">Version, from 1.</param>
/// <param name="Hash">SHA-256 of the file, 64 lower-case hex digits.</param>
public sealed record RulesName(int Version, string Hash)
{
    /// <summary>Name of the blob of a rule file.</summary>
    public string Blob => string.Create(CultureInfo.InvariantCulture, $"rules/{Version:D10}-{Hash}.json");

    /// <summary>Name of the blob of groups.</summary>
    public string GroupsBlob => string.Create(CultureInfo.InvariantCulture, $"rules/groups/{Version:D10}-{Hash}.json");

    /// <summary>Reads what <see cref="ToString"/> wrote; null when it is none.</summary>
    public static RulesName? Read(string? text)
    {
        if (text?.Split(' ') is not [var version, { Length: 64 } hash] || !hash.All(char.IsAsciiHexDigitLower)) return null;
        return int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? new RulesName(number, hash) : null;
    }

    /// <summary>Version and hash, a space between.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Version} {Hash}");
}
