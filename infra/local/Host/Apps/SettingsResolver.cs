using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace ServerlessIot.Host.Apps;

/// <summary>Replaces <c>%Section:Name%</c> in the text of a trigger by the setting of that name.</summary>
internal sealed partial class SettingsResolver(IConfiguration configuration, string function)
{
    /// <summary>The text with its settings; a text that is itself the name of a setting stands for that setting.</summary>
    /// <exception cref="HostStartException">A setting is missing.</exception>
    public string? Resolve(string? text, string property)
    {
        if (string.IsNullOrEmpty(text)) return text;
        string resolved = Expression().Replace(text, match => Setting(match.Groups[1].Value, property));
        return configuration[resolved] ?? resolved;
    }

    /// <summary>As <see cref="Resolve"/>, for what cannot be empty.</summary>
    /// <exception cref="HostStartException">A setting is missing, or the text is empty.</exception>
    public string Require(string? text, string property) =>
        Resolve(text, property) is { Length: > 0 } resolved
            ? resolved
            : throw new HostStartException($"Function {function}: {property} is empty.");

    private string Setting(string name, string property) =>
        configuration[name] is { Length: > 0 } value
            ? value
            : throw new HostStartException(
                $"Function {function}: {property} needs the setting {name}; set the environment variable {name.Replace(":", "__", StringComparison.Ordinal)}.");

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex Expression();
}
