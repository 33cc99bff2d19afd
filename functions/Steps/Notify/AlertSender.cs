using System.Globalization;
using Microsoft.Extensions.Logging;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Alerts.Policy;
using ServerlessIot.Steps.Notify.Limits;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Notify;

/// <summary>
/// Sends an alert to the channels where it is pending and notes in its document what came of it. Sends first and notes
/// afterwards: after a crash between the two the alert is sent again with the same key. A channel that is slow holds up neither the alerts behind
/// nor commands to devices: see <see cref="SlowAttempts"/>.
/// </summary>
public sealed class AlertSender(IDocumentStore store, IEnumerable<IAlertChannel> channels, RateBook rates, NotifyOptions options, TimeProvider time, ILogger<AlertSender> logger) : IAsyncDisposable
{
    // Every conflict means that another writer got on, so many in a row need as many writers of one alert.
    private const int Tries = 20;

    // Long enough for settings of several apps to be changed one after the other, or to be put right.
    private const long DropAfter = 24L * 60 * 60 * 1000;
    private readonly IAlertChannel[] all = [.. channels];
    private readonly Dictionary<string, ChannelGate> gates = channels.ToDictionary(channel => channel.Name, _ => new ChannelGate(options, time));
    private readonly SlowAttempts slow = new(time);

    /// <summary>Names of the channels that are set up.</summary>
    public IReadOnlyList<string> Channels { get; } = [.. channels.Select(channel => channel.Name)];

    /// <summary>Sends to the channels that are pending and due. A channel that fails stays pending; nothing is thrown for it.</summary>
    /// <param name="document">The alert's document.</param>
    /// <param name="fresh">
    /// Whether an alert that was never tried is due at once, because the caller has just opened it or holds its record. Then a channel is waited for only
    /// briefly, unless it gives a command to a device, and goes on beside the caller.
    /// </param>
    /// <param name="cancellationToken">Stops the attempts; the wait for them, where the alert is fresh.</param>
    /// <returns>Attempts that were made until now; what a channel's limit holds back until the next minute is none.</returns>
    /// <exception cref="StoreUnavailableException">What came of the attempts could not be noted; the alert stays pending.</exception>
    public async Task<int> SendAsync(Document<AlertDocument> document, bool fresh, CancellationToken cancellationToken)
    {
        var due = all.Where(channel => IsDue(channel, document.Body, fresh)).ToArray();
        var outcomes = fresh ? [] : Dropped(document.Body);
        if (due.Length == 0 && outcomes.Count == 0) return 0;
        var attempts = due.ToDictionary(channel => channel.Name, channel => SendAsync(channel, document.Body, fresh ? slow.Stopping : cancellationToken));
        if (fresh) await WaitAsync(document, attempts, cancellationToken);
        else await Task.WhenAll((IEnumerable<Task>)attempts.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        foreach (var (channel, attempt) in attempts)
        {
            if (attempt.IsCompletedSuccessfully) outcomes[channel] = await attempt;
        }

        if (outcomes.Count > 0) await NoteAsync(document, outcomes, cancellationToken);
        await Task.WhenAll(attempts.Values.Where(attempt => !attempt.IsCompletedSuccessfully));
        return outcomes.Values.Count(outcome => outcome.WasTried);
    }

    /// <summary>Waits for what still goes on, for some seconds.</summary>
    public ValueTask DisposeAsync() => slow.DisposeAsync();

    /// <summary>Waits for attempts as long as it may be, and takes away those that go on for longer.</summary>
    private async Task WaitAsync(Document<AlertDocument> document, Dictionary<string, Task<Outcome>> attempts, CancellationToken cancellationToken)
    {
        try
        {
            // Commands expire, and the device waits: they come before everything that tells people.
            if (attempts.TryGetValue(AlertChannels.Command, out var command)) await Task.WhenAny(command).WaitAsync(cancellationToken);
            await slow.WaitAsync(attempts.Where(attempt => !slow.IsSlow(attempt.Key)).Select(attempt => attempt.Value), cancellationToken);
        }
        finally
        {
            foreach (var (channel, attempt) in attempts.Where(attempt => !attempt.Value.IsCompleted).ToList())
            {
                slow.Follow(channel, KeyOf(document.Body, channel), NoteLateAsync(document, channel, attempt));
                attempts.Remove(channel);
            }
        }
    }

    /// <summary>What no channel here will ever send: it would be looked at again and again.</summary>
    private Dictionary<string, Outcome> Dropped(AlertDocument alert)
    {
        var lost = alert.Channels.Where(entry => entry.Value.State == DeliveryStates.Pending && !gates.ContainsKey(entry.Key) && Since(entry.Value) + DropAfter <= Now).ToList();
        foreach (var (channel, _) in lost) logger.Dropped(KeyOf(alert, channel), channel);
        return lost.ToDictionary(entry => entry.Key, entry => new Outcome(entry.Value.Telling, DeliveryStates.Dropped, 0));

        long Since(ChannelDelivery delivery) => Math.Max(Math.Max(alert.Told, alert.Changed), Math.Max(delivery.Changed, delivery.NotBefore));
    }

    private async Task NoteLateAsync(Document<AlertDocument> document, string channel, Task<Outcome> attempt)
    {
        try
        {
            await NoteAsync(document, new Dictionary<string, Outcome> { [channel] = await attempt }, slow.Stopping);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // Nobody waits for it any more; the re-sender finds it pending.
            logger.NotNoted(document.Id, channel, error.Message);
        }
    }

    private async Task<Outcome> SendAsync(IAlertChannel channel, AlertDocument alert, CancellationToken cancellationToken)
    {
        var (telling, key) = (alert.Channels[channel.Name].Telling, KeyOf(alert, channel.Name));
        if (channel.IsTooLate(new Notice(alert, key)))
        {
            logger.Expired(key, channel.Name);
            return new Outcome(telling, DeliveryStates.Expired, 0);
        }

        var permit = await rates.AskAsync(alert.Alert.Tenant, channel.Name, cancellationToken);
        if (!permit.Granted) return new Outcome(telling, DeliveryStates.Pending, permit.NotBefore);
        var sent = await TryAsync(channel, new Notice(alert, key, permit.Waiting), cancellationToken);
        if (!sent && permit.Waiting > 0) await rates.UnsaidAsync(alert.Alert.Tenant, channel.Name, permit.Waiting, cancellationToken);
        return new Outcome(telling, sent ? DeliveryStates.Sent : DeliveryStates.Pending, 0);
    }

    private bool IsDue(IAlertChannel channel, AlertDocument alert, bool fresh) =>
        alert.Channels.TryGetValue(channel.Name, out var delivery)
        && delivery.State == DeliveryStates.Pending
        && ((fresh && delivery.Attempts == 0 && delivery.NotBefore <= Now) || DeliveryBackoff.Due(delivery, alert.Told == 0 ? alert.Changed : alert.Told, options) <= Now)
        && gates[channel.Name].IsOpen
        && !slow.Has(channel.Name, KeyOf(alert, channel.Name))
        && !(fresh && channel.Name != AlertChannels.Command && slow.IsFull(channel.Name));

    private async Task<bool> TryAsync(IAlertChannel channel, Notice notice, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.AttemptTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        string? reason;
        var refused = false;
        try
        {
            reason = await channel.SendAsync(notice, both.Token);
            refused = reason is not null && channel.RefusesNotices;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever is wrong with a channel must not stop the alerts.
            reason = error.Message;
        }

        if (reason is not null) logger.NotDelivered(notice.Key, channel.Name, reason);
        if (!refused) gates[channel.Name].Note(reason is null);
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
        return before with { State = outcome.State, Attempts = before.Attempts + (outcome.WasTried ? 1 : 0), Changed = Now };
    }

    // The same for every attempt of one telling, and another one when the alert is told again.
    private static string KeyOf(AlertDocument alert, string channel)
    {
        var telling = alert.Channels[channel].Telling;
        return telling == 0 ? alert.Alert.AlertId : string.Create(CultureInfo.InvariantCulture, $"{alert.Alert.AlertId}-{telling}");
    }

    /// <param name="Telling">Which telling was to be sent.</param>
    /// <param name="State">How far it got, as in <see cref="DeliveryStates"/>.</param>
    /// <param name="Wait">Until when it has to wait, Unix milliseconds; 0 when it has not.</param>
    private readonly record struct Outcome(int Telling, string State, long Wait)
    {
        /// <summary>Whether the channel was asked.</summary>
        public bool WasTried => Wait == 0 && State is (DeliveryStates.Sent or DeliveryStates.Pending);
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();
}
