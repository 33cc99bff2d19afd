using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Adapters.Notify.Email;

/// <summary>A notice as a mail (RFC 5322, MIME): nothing that a device or rule says can end a header or the text.</summary>
internal static class EmailText
{
    private const int SubjectLength = 200;

    // A line with an encoded word has at most 76 characters (RFC 2047, 2): 9 of the header's name, 12 of frame, and 39 bytes as 52 of base64.
    private const int WordBytes = 39;
    private const int LineLength = 76;

    /// <summary>The whole mail, lines end with CR LF.</summary>
    public static string Of(Notice notice, string from, IEnumerable<string> to, DateTimeOffset now)
    {
        var (alert, domain) = (notice.Alert.Alert, from[(from.LastIndexOf('@') + 1)..]);
        var mail = new StringBuilder();
        Line(mail, $"From: <{from}>");
        Line(mail, $"To: {string.Join(",\r\n ", to.Select(address => $"<{address}>"))}");
        Line(mail, $"Subject: {Words($"[{alert.Level}] {alert.Tenant}/{alert.Device} {alert.Rule}: {alert.Message}")}");
        Line(mail, string.Create(CultureInfo.InvariantCulture, $"Date: {now:ddd, dd MMM yyyy HH:mm:ss} +0000"));
        Line(mail, $"Message-ID: <{IdOf(notice.Key)}@{domain}>");
        // Later tellings stand with the first one.
        if (notice.Key != alert.AlertId) Line(mail, $"References: <{IdOf(alert.AlertId)}@{domain}>");
        Line(mail, "Auto-Submitted: auto-generated");
        Line(mail, "MIME-Version: 1.0");
        Line(mail, "Content-Type: text/plain; charset=utf-8");
        Line(mail, "Content-Transfer-Encoding: base64");
        Line(mail, "");
        foreach (var part in Convert.ToBase64String(Encoding.UTF8.GetBytes(Body(notice))).Chunk(LineLength)) Line(mail, new string(part));
        return mail.ToString();
    }

    /// <summary>Left part of a Message-ID: the key where it may stand there as it is, else a hash of it.</summary>
    internal static string IdOf(string key) =>
        key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? key : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 16));

    private static string Body(Notice notice)
    {
        var (alert, text) = (notice.Alert.Alert, new StringBuilder());
        Line(text, alert.Message);
        Line(text, "");
        Line(text, string.Create(CultureInfo.InvariantCulture, $"device    {alert.Tenant}/{alert.Device}"));
        Line(text, string.Create(CultureInfo.InvariantCulture, $"rule      {alert.Rule}, severity {alert.Severity} ({alert.Level})"));
        Line(text, string.Create(CultureInfo.InvariantCulture, $"value     {alert.Measure} {alert.Value}, limit {alert.Limit}"));
        Line(text, string.Create(CultureInfo.InvariantCulture, $"time      {DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(alert.Time, 0, 253402300799999)):O}"));
        Line(text, $"state     {notice.Alert.State}");
        if (notice.Alert.Escalated > 0) Line(text, string.Create(CultureInfo.InvariantCulture, $"nobody has taken it: escalation {notice.Alert.Escalated}"));
        if (alert.Group is not null) Line(text, $"group     {alert.Group}");
        Line(text, $"alert     {alert.AlertId}");
        foreach (var (name, value) in alert.Details ?? new Dictionary<string, string>()) Line(text, $"{name}: {value}");
        if (notice.Waiting > 0) Line(text, string.Create(CultureInfo.InvariantCulture, $"\r\n{notice.Waiting} more notifications of {alert.Tenant} had to wait for the limit of this channel; they follow."));
        return text.ToString();
    }

    private static string Words(string subject)
    {
        var plain = string.Concat(subject.EnumerateRunes().Take(SubjectLength).Select(rune => Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029 ? " " : rune.ToString()));
        var (words, word) = (new List<string>(), new List<byte>());
        foreach (var rune in plain.EnumerateRunes())
        {
            var bytes = Encoding.UTF8.GetBytes(rune.ToString());
            if (word.Count + bytes.Length > WordBytes) Flush();
            word.AddRange(bytes);
        }

        Flush();
        return string.Join("\r\n ", words);

        void Flush()
        {
            if (word.Count > 0) words.Add($"=?utf-8?B?{Convert.ToBase64String([.. word])}?=");
            word.Clear();
        }
    }

    private static void Line(StringBuilder to, string line) => to.Append(line).Append("\r\n");
}
