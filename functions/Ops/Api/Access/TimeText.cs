using System.Globalization;

namespace ServerlessIot.Ops.Api.Access;

/// <summary>Times in addresses: RFC 3339 with its offset, or Unix milliseconds.</summary>
internal static class TimeText
{
    // 9999-12-31T23:59:59.999Z: what DateTimeOffset can hold.
    private const long Last = 253_402_300_799_999;

    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>Reads a time; false when the text is none.</summary>
    public static bool TryParse(string text, out long milliseconds)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out milliseconds)) return milliseconds <= Last;
        // A plus sign that was not escaped arrives as a space.
        var exact = text.Replace(' ', '+').ToUpperInvariant();
        if (!HasOffset(exact) || !DateTimeOffset.TryParseExact(exact, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) || time < DateTimeOffset.UnixEpoch) return false;
        milliseconds = time.ToUnixTimeMilliseconds();
        return true;
    }

    // Without one it would be read as local time, which is a different instant on every machine.
    private static bool HasOffset(string text) => text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':');
}
