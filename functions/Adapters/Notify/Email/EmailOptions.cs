using System.Net;
using System.Net.Mail;

namespace ServerlessIot.Adapters.Notify.Email;

/// <summary>Where and as whom alerts are mailed: section <c>Notify:Email</c>. Without <see cref="Server"/> the channel is off.</summary>
public sealed record EmailOptions
{
    private const int MostRecipients = 50;

    /// <summary>Name or address of the SMTP server.</summary>
    public string? Server { get; init; }

    /// <summary>Its port, 1 to 65535. Default 587.</summary>
    public int Port { get; init; } = 587;

    /// <summary>How the connection is protected.</summary>
    public EmailSecurity Security { get; init; }

    /// <summary>User; none = no authentication.</summary>
    public string? User { get; init; }

    /// <summary>The user's password.</summary>
    public string? Password { get; init; }

    /// <summary>Address that mails come from.</summary>
    public string? From { get; init; }

    /// <summary>Addresses that they go to, 1 to 50, with commas between them.</summary>
    public string? To { get; init; }

    /// <summary>How long one mail may take, above zero and at most 1 min. Default 10 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The recipients.</summary>
    internal string[] Recipients => (To ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Checks what is set.</summary>
    /// <exception cref="InvalidOperationException">A setting is wrong; the message names it.</exception>
    public EmailOptions Checked()
    {
        Require(Port is >= 1 and <= 65535, "Port", "from 1 to 65535");
        Require(Enum.IsDefined(Security), "Security", "StartTls, Tls or None");
        Require(Security != EmailSecurity.None || Server == "localhost" || (IPAddress.TryParse(Server, out var address) && IPAddress.IsLoopback(address)), "Security", "StartTls or Tls where the server is not on loopback");
        Require(string.IsNullOrEmpty(User) || !string.IsNullOrEmpty(Password), "Password", "set where a user is");
        Require(IsAddress(From), "From", "a mail address in ASCII");
        Require(Recipients.Length is >= 1 and <= MostRecipients && Recipients.All(IsAddress), "To", $"1 to {MostRecipients} mail addresses in ASCII with commas between them");
        Require(Timeout > TimeSpan.Zero && Timeout <= TimeSpan.FromMinutes(1), "Timeout", "above zero, at most 00:01:00");
        return this;
    }

    // As it is, it becomes part of headers and of SMTP commands.
    private static bool IsAddress(string? text) =>
        text is { Length: > 2 and <= 254 } && text.All(c => c is > ' ' and < '\x7f' and not ('<' or '>' or ',' or ';' or '"' or '\\')) && MailAddress.TryCreate(text, out var address) && address.Address == text;

    private static void Require(bool holds, string setting, string expected)
    {
        if (!holds) throw new InvalidOperationException($"The setting Notify__Email__{setting} must be {expected}.");
    }
}
