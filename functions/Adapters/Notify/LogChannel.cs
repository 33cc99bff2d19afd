using Microsoft.Extensions.Logging;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Adapters.Notify;

/// <summary>Writes each alert as log event 2100, for whoever watches the logs.</summary>
internal sealed class LogChannel(ILogger<LogChannel> logger) : IAlertChannel
{
    /// <inheritdoc/>
    public string Name => "log";

    /// <inheritdoc/>
    public Task<string?> SendAsync(AlertDocument alert, string idempotencyKey, CancellationToken cancellationToken)
    {
        var record = alert.Alert;
        logger.Alert(idempotencyKey, record.Tenant, record.Device, record.Rule, record.Severity, record.Level, record.Message);
        return Task.FromResult<string?>(null);
    }
}
