using Microsoft.Extensions.Logging;
using ServerlessIot.Domain.Alerts.Policy;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Adapters.Notify;

/// <summary>Writes each alert as log event 2100, for whoever watches the logs.</summary>
internal sealed class LogChannel(ILogger<LogChannel> logger) : IAlertChannel
{
    /// <inheritdoc/>
    public string Name => AlertChannels.Log;

    /// <inheritdoc/>
    public Task<string?> SendAsync(Notice notice, CancellationToken cancellationToken)
    {
        var record = notice.Alert.Alert;
        logger.Alert(notice.Key, record.Tenant, record.Device, record.Rule, record.Severity, record.Level, record.Message);
        if (notice.Waiting > 0) logger.Waiting(record.Tenant, notice.Waiting);
        return Task.FromResult<string?>(null);
    }
}
