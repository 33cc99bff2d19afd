using System.Globalization;
using Microsoft.Extensions.Logging;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Steps.Notify.Limits;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Notify;

/// <summary>
/// Sends an alert to the channels where it is pending and notes in its document what came of it. Sends first and notes
/// afterwards: after a crash between the two the alert is sent again with the same key.
/// </summary>
public sealed class AlertSender(IDocumentStore store, IEnumerable<IAlertChannel> channels, RateBook rates, NotifyOptions options, TimeProvider time, ILogger<AlertSender> logger)
{
    // Every conflict means that another writer got on, so many in a row need as many writers of one alert.
    private const int Tries = 20;
    private readonly IAlertChannel[] all = [.. channels];
    private readonly Dictionary<string, ChannelGate> gates = channels.ToDictionary(channel => channel.Name, _ => new ChannelGate(options, time));

    /// <summary>Names of the channels that are set up.</summary>
    public IReadOnlyList<string> Channels { get; } = [.. channels.Select(channel => channel.Name)];

    /// <summary>Sends to the channels that are pending and due. A channel that fails stays pending; nothing is thrown for it.</summary>
    /// <param name="document">The alert's document.</param>
    /// <param name="fresh">Whether an alert that was never tried is due at once, because the caller has just opened it or holds its record.</param>
    /// <param name="cancellationToken">Stops the attempts.</param>
    /// <returns>Attempts made; what a channel's limit holds back until the next minute is none.</returns>
    /// <exception cref="StoreUnavailableException">What came of the attempts could not be noted; the alert stays pending.</exception>
    public async Task<int> SendAsync(Document<AlertDocument> document, bool fresh, CancellationToken cancellationToken)
    {
        var due = all.Where(channel => IsDue(channel, document.Body, fresh)).ToArray();
        if (due.Length == 0) return 0;
        var outcomes = await Task.WhenAll(due.Select(channel => SendAsync(channel, document.Body, cancellationToken)));
        await NoteAsync(document, due.Zip(outcomes).ToDictionary(pair => pair.First.Name, pair => pair.Second), cancellationToken);
        return outcomes.Count(outcome => outcome.Wait == 0);
    }

    private async Task<Outcome> SendAsync(IAlertChannel channel, AlertDocument alert, CancellationToken cancellationToken)
    {
        var telling = alert.Channels[channel.Name].Telling;
        var permit = await rates.AskAsync(alert.Alert.Tenant, channel.Name, cancellationToken);
        if (!permit.Granted) return new Outcome(telling, false, permit.NotBefore);
        var sent = await TryAsync(channel, new Notice(alert, KeyOf(alert, telling), permit.Waiting), cancellationToken);
        if (!sent && permit.Waiting > 0) await rates.UnsaidAsync(alert.Alert.Tenant, channel.Name, permit.Waiting, cancellationToken);
        return new Outcome(telling, sent, 0);
    }

    private bool IsDue(IAlertChannel channel, AlertDocument alert, bool fresh) =>
        alert.Channels.TryGetValue(channel.Name, out var delivery)
        && delivery.State == DeliveryStates.Pending
        && ((fresh && delivery.Attempts == 0 && delivery.NotBefore <= Now) || DeliveryBackoff.Due(delivery, alert.Told == 0 ? alert.Changed : alert.Told, options) <= Now)
        && gates[channel.Name].IsOpen;

    private async Task<bool> TryAsync(IAlertChannel channel, Notice notice, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.AttemptTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        string? reason;
        try
        {
            reason = await channel.SendAsync(notice, both.Token);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever is wrong with a channel must not stop the alerts.
            reason = error.Message;
        }

        if (reason is not null) logger.NotDelivered(notice.Key, channel.Name, reason);
        gates[channel.Name].Note(reason is null);
        NotifyMetrics.Attempted(channel.Name, reason is null);
        return reason is null;
    }

    private async Task NoteAsync(Document<AlertDocument> document, Dictionary<string, Outcome> delivered, CancellationToken cancellationToken)
    {
        var current = document;
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var next = current.Body with { Channels = current.Body.Channels.ToDictionary(entry => entry.Key, entry => Noted(entry.Key, entry.Value, delivered)) };
            if (await store.TryWriteAsync(Containers.Alerts, current.Partition, current.Id, next, current.Version, cancellationToken) is not null) return;
            var read = await store.ReadAsync<AlertDocument>(Containers.Alerts, current.Partition, current.Id, cancellationToken);
            if (read is null) return; // its time to live is over
            current = read;
        }

        throw new StoreUnavailableException($"The document of alert {document.Id} was changed by others {Tries} times in a row.");
    }

    private ChannelDelivery Noted(string channel, ChannelDelivery before, Dictionary<string, Outcome> delivered)
    {
        // Somebody else's "sent" stands, whatever came of this attempt, and so does a later telling.
        if (before.State != DeliveryStates.Pending || !delivered.TryGetValue(channel, out var outcome) || outcome.Telling != before.Telling) return before;
        if (outcome.Wait > 0) return before with { NotBefore = outcome.Wait };
        return before with { State = outcome.Sent ? DeliveryStates.Sent : DeliveryStates.Pending, Attempts = before.Attempts + 1, Changed = Now };
    }

    // The same for every attempt of one telling, and another one when the alert is told again.
    private static string KeyOf(AlertDocument alert, int telling) =>
        telling == 0 ? alert.Alert.AlertId : string.Create(CultureInfo.InvariantCulture, $"{alert.Alert.AlertId}-{telling}");

    /// <param name="Telling">Which telling was to be sent.</param>
    /// <param name="Sent">Whether the channel took it.</param>
    /// <param name="Wait">Until when it has to wait, Unix milliseconds; 0 when it was tried.</param>
    private readonly record struct Outcome(int Telling, bool Sent, long Wait);

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();
}
