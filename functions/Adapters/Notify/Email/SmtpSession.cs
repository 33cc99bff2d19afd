using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace ServerlessIot.Adapters.Notify.Email;

/// <summary>
/// One connection to a mail server, for one mail (RFC 5321). A client of our own: MailKit is not in every registry, and .NET's SmtpClient can neither be
/// bounded while it connects nor speak TLS from the first byte, and is no longer developed.
/// </summary>
internal sealed class SmtpSession(EmailOptions options, SmtpTrust? trust) : IDisposable
{
    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private Stream? stream;
    private SmtpLines? lines;

    private SmtpLines Lines => lines ?? throw new InvalidOperationException("There is no connection yet.");

    /// <summary>Sends a mail to those recipients that the server accepts.</summary>
    /// <param name="mail">The mail, in ASCII, lines end with CR LF.</param>
    /// <param name="cancellationToken">Ends it; unless it has returned, it is not known whether the server took the mail.</param>
    /// <returns>The recipients that it did not accept, and why.</returns>
    /// <exception cref="SmtpRefusedException">The server did not take it, or accepted nobody.</exception>
    public async Task<IReadOnlyList<(string Recipient, string Reason)>> SendAsync(string mail, CancellationToken cancellationToken)
    {
        await socket.ConnectAsync(options.Server!, options.Port, cancellationToken).ConfigureAwait(false);
        Use(new NetworkStream(socket, ownsSocket: false));
        if (options.Security == EmailSecurity.Tls) await EncryptAsync(cancellationToken).ConfigureAwait(false);
        await ExpectAsync(220, cancellationToken).ConfigureAwait(false);
        var offers = await HelloAsync(cancellationToken).ConfigureAwait(false);
        if (options.Security == EmailSecurity.StartTls)
        {
            if (!offers.Contains("STARTTLS", StringComparer.OrdinalIgnoreCase)) throw new SmtpRefusedException("The mail server offers no STARTTLS.");
            await AskAsync("STARTTLS", 220, cancellationToken).ConfigureAwait(false);
            // What came before the encryption may be somebody else's (CVE-2011-0411).
            if (!Lines.IsEmpty) throw new SmtpRefusedException("The mail server sent more than its reply to STARTTLS.");
            await EncryptAsync(cancellationToken).ConfigureAwait(false);
            offers = await HelloAsync(cancellationToken).ConfigureAwait(false);
        }

        if (!string.IsNullOrEmpty(options.User)) await AuthenticateAsync(offers, cancellationToken).ConfigureAwait(false);
        await AskAsync($"MAIL FROM:<{options.From}>", 250, cancellationToken).ConfigureAwait(false);
        var refused = new List<(string Recipient, string Reason)>();
        foreach (var recipient in options.Recipients)
        {
            if (await RefusedAsync(recipient, cancellationToken).ConfigureAwait(false) is { } reason) refused.Add((recipient, reason));
        }

        if (refused.Count == options.Recipients.Length) throw new SmtpRefusedException(refused[0].Reason);
        await AskAsync("DATA", 354, cancellationToken).ConfigureAwait(false);
        await AskAsync(Stuffed(mail) + ".", 250, cancellationToken).ConfigureAwait(false);
        await QuitAsync(cancellationToken).ConfigureAwait(false);
        return refused;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        stream?.Dispose();
        socket.Dispose();
    }

    /// <summary>A line that begins with a dot begins with two (RFC 5321, 4.5.2).</summary>
    internal static string Stuffed(string mail) => (mail.StartsWith('.') ? "." : "") + mail.Replace("\r\n.", "\r\n..", StringComparison.Ordinal);

    private void Use(Stream next) => (stream, lines) = (next, new SmtpLines(next));

    private async Task EncryptAsync(CancellationToken cancellationToken)
    {
        var encrypted = new SslStream(stream!, leaveInnerStreamOpen: false);
        Use(encrypted);
        var wanted = new SslClientAuthenticationOptions { TargetHost = options.Server };
        if (trust is not null)
        {
            wanted.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            wanted.CertificateChainPolicy.CustomTrustStore.AddRange(trust.Roots);
        }

        await encrypted.AuthenticateAsClientAsync(wanted, cancellationToken).ConfigureAwait(false);
    }

    private Task<List<string>> HelloAsync(CancellationToken cancellationToken)
    {
        var own = ((System.Net.IPEndPoint)socket.LocalEndPoint!).Address;
        if (own.IsIPv4MappedToIPv6) own = own.MapToIPv4();
        return AskAsync($"EHLO [{(own.AddressFamily == AddressFamily.InterNetworkV6 ? "IPv6:" : "")}{own}]", 250, cancellationToken);
    }

    private async Task AuthenticateAsync(List<string> offers, CancellationToken cancellationToken)
    {
        var ways = offers.Find(offer => offer.StartsWith("AUTH ", StringComparison.OrdinalIgnoreCase))?.Split(' ') ?? [];
        if (ways.Contains("PLAIN", StringComparer.OrdinalIgnoreCase))
        {
            await AskAsync("AUTH PLAIN " + Base64($"\0{options.User}\0{options.Password}"), 235, cancellationToken).ConfigureAwait(false);
        }
        else if (ways.Contains("LOGIN", StringComparer.OrdinalIgnoreCase))
        {
            await AskAsync("AUTH LOGIN", 334, cancellationToken).ConfigureAwait(false);
            await AskAsync(Base64(options.User!), 334, cancellationToken).ConfigureAwait(false);
            await AskAsync(Base64(options.Password!), 235, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            throw new SmtpRefusedException("The mail server offers neither AUTH PLAIN nor AUTH LOGIN.");
        }
    }

    private async Task QuitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Lines.WriteAsync("QUIT\r\n", cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or SocketException or OperationCanceledException)
        {
            // The mail is taken: as a failure it would be mailed a second time.
        }
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private async Task<List<string>> AskAsync(string command, int expected, CancellationToken cancellationToken)
    {
        await Lines.WriteAsync(command + "\r\n", cancellationToken).ConfigureAwait(false);
        return await ExpectAsync(expected, cancellationToken).ConfigureAwait(false);
    }

    private async Task<List<string>> ExpectAsync(int expected, CancellationToken cancellationToken)
    {
        var (code, texts) = await Lines.ReadAsync(cancellationToken).ConfigureAwait(false);
        return code == expected ? texts : throw new SmtpRefusedException(Reason(code, texts));
    }

    /// <summary>Why a recipient is not accepted; null when it is.</summary>
    /// <exception cref="SmtpRefusedException">The server ends the connection.</exception>
    private async Task<string?> RefusedAsync(string recipient, CancellationToken cancellationToken)
    {
        await Lines.WriteAsync($"RCPT TO:<{recipient}>\r\n", cancellationToken).ConfigureAwait(false);
        var (code, texts) = await Lines.ReadAsync(cancellationToken).ConfigureAwait(false);
        // 251: the server forwards it, 252: it cannot tell and tries (RFC 5321, 3.4 and 3.5.3). 421: it has no time for anybody.
        if (code == 421) throw new SmtpRefusedException(Reason(code, texts));
        return code is 250 or 251 or 252 ? null : Reason(code, texts);
    }

    private static string Reason(int code, List<string> texts) => $"SMTP {code} {new string([.. texts[0].Where(c => c is >= ' ' and < '\x7f').Take(200)])}";
}
