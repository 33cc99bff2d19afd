using ServerlessIot.Domain.Alerts;

namespace ServerlessIot.Steps.Ports;

/// <summary>A way to tell people of an alert. May be asked to send the same alert again: the key tells that it is the same.</summary>
public interface IAlertChannel
{
    /// <summary>Name in the alert's document, lower case.</summary>
    string Name { get; }

    /// <summary>Sends an alert.</summary>
    /// <param name="alert">The alert as it is now.</param>
    /// <param name="idempotencyKey">The same for every attempt of the same alert.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <returns>null when the channel took it; otherwise why not, for the log.</returns>
    Task<string?> SendAsync(AlertDocument alert, string idempotencyKey, CancellationToken cancellationToken);
}
