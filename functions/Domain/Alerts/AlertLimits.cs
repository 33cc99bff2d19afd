namespace ServerlessIot.Domain.Alerts;

/// <summary>Bounds of an alert's texts, UTF-16 characters: what makes alerts keeps to them, and what reads alerts refuses others.</summary>
public static class AlertLimits
{
    /// <summary>Longest message, and longest text of a detail.</summary>
    public const int TextLength = 4_096;

    /// <summary>Longest group.</summary>
    public const int GroupLength = 256;

    /// <summary>The beginning of a text, of whole characters.</summary>
    /// <param name="text">The text.</param>
    /// <param name="length">Most UTF-16 characters, from 1.</param>
    public static string Cut(string text, int length)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length <= length) return text;
        return text[..(char.IsHighSurrogate(text[length - 1]) && char.IsLowSurrogate(text[length]) ? length - 1 : length)];
    }
}
