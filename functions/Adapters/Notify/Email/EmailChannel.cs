using System.Net.Sockets;
using System.Security.Authentication;
using ServerlessIot.Domain.Alerts.Policy;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Adapters.Notify.Email;

/// <summary>Mails each notice. A repeat has the same Message-ID, by which mail systems know it.</summary>
internal sealed class EmailChannel(EmailOptions options, SmtpTrust? trust, TimeProvider time) : IAlertChannel
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
            await session.SendAsync(EmailText.Of(notice, options.From!, options.Recipients, time.GetUtcNow()), both.Token).ConfigureAwait(false);
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
