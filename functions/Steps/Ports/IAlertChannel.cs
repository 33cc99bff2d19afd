namespace ServerlessIot.Steps.Ports;

/// <summary>A way to tell people of an alert. May be asked to send the same notice again: the key tells that it is the same.</summary>
public interface IAlertChannel
{
    /// <summary>Name in the alert's document, lower case.</summary>
    string Name { get; }

    /// <summary>Whether a notice would come too late, so that nothing is left to send.</summary>
    bool IsTooLate(Notice notice) => false;

    /// <summary>
    /// Whether a reason that <see cref="SendAsync"/> gives concerns that notice alone, so that the channel is not left alone for it; an exception always tells of the channel.
    /// </summary>
    bool RefusesNotices => false;

    /// <summary>Sends a notice.</summary>
    /// <param name="notice">What to tell.</param>
    /// <param name="cancellationToken">Stops the attempt.</param>
    /// <returns>null when the channel took it; otherwise why not, for the log.</returns>
    Task<string?> SendAsync(Notice notice, CancellationToken cancellationToken);
}
