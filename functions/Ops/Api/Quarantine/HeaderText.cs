using System.Globalization;
using System.Text;

namespace ServerlessIot.Ops.Api.Quarantine;

/// <summary>Puts any text into an HTTP header: what is no visible ASCII is percent-encoded as UTF-8, and so is the percent sign.</summary>
internal static class HeaderText
{
    public static string Encode(string text)
    {
        var encoded = new StringBuilder(text.Length);
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            if (value is >= 0x20 and < 0x7f and not (byte)'%') encoded.Append((char)value);
            else encoded.Append(CultureInfo.InvariantCulture, $"%{value:X2}");
        }

        return encoded.ToString();
    }
}
