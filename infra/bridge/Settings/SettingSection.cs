using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace ServerlessIot.Bridge.Settings;

/// <summary>Typed reads from one section, with messages that name the setting as it stands in the environment.</summary>
internal readonly struct SettingSection(IConfigurationSection section)
{
    public string Text(string name, string fallback) => section[name] is { Length: > 0 } text ? text : fallback;

    public long Number(string name, long fallback, long most = int.MaxValue)
    {
        if (section[name] is not { Length: > 0 } text)
            return fallback;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= 0 && value <= most
            ? value
            : throw new SettingException(Full(name), text, string.Create(CultureInfo.InvariantCulture, $"a whole number from 0 to {most}"));
    }

    /// <returns>Null when it is not set, or empty.</returns>
    public long? Number(string name) => section[name] is { Length: > 0 } ? Number(name, 0) : null;

    public bool Flag(string name, bool fallback)
    {
        if (section[name] is not { Length: > 0 } text)
            return fallback;
        return bool.TryParse(text, out var value) ? value : throw new SettingException(Full(name), text, "true or false");
    }

    /// <summary>The setting's name as it stands in the environment.</summary>
    private string Full(string name) => $"{section.Path.Replace(":", "__", StringComparison.Ordinal)}__{name}";
}
