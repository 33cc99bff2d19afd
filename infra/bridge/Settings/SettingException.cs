namespace ServerlessIot.Bridge.Settings;

/// <summary>A setting cannot be used; the bridge does not start.</summary>
public sealed class SettingException : Exception
{
    /// <summary>Names the setting, what it is and what it may be.</summary>
    public SettingException(string setting, string? value, string expected)
        : base($"{setting} is '{value}', but must be {expected}.") => Setting = setting;

    /// <summary>Name as in the environment, such as <c>Bridge__Port</c>.</summary>
    public string Setting { get; }
}
