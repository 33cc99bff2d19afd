using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Extensions.Logging;
using ServerlessIot.Domain.Alerts.Policy;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Adapters.Notify.Email;

/// <summary>Mails each notice. A repeat has the same Message-ID, by which mail systems know it.</summary>
internal sealed class EmailChannel(EmailOptions options, SmtpTrust? trust, TimeProvider time, ILogger<EmailChannel> logger) : IAlertChannel
{
    /// <inheritdoc/>
    public string Name => AlertChannels.Email;

    /// <inheritdoc/>
    public async Task<string?> SendAsync(Notice notice, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.Timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var session = new SmtpSession(options, trust);
        try
        {
            var refused = await session.SendAsync(EmailText.Of(notice, options.From!, options.Recipients, time.GetUtcNow()), both.Token).ConfigureAwait(false);
            // One address that is wrong must not keep the mail from the others, and the same mail to all of them again would not help it.
            foreach (var (recipient, reason) in refused) logger.RecipientRefused(notice.Key, recipient, reason);
            return null;
        }
        catch (Exception error) when (error is SmtpRefusedException or SocketException or IOException or AuthenticationException)
        {
            return error.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"no answer within {options.Timeout.TotalSeconds} s";
        }
    }
}
