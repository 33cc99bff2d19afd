using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using ServerlessIot.Bridge.Health;
using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Domain;
using ServerlessIot.Domain.Commands;
using ServerlessIot.Domain.Log;

namespace ServerlessIot.Bridge.Commands;

/// <summary>
/// Tells the log, and so the other bridges and the command's document, what became of deliveries: records of device.replies. What the log does not
/// take, since the uplink is too narrow or the topic is not there, it is told again every second until the command's document has ended.
/// </summary>
/// <param name="log">Gets the records.</param>
/// <param name="records">Makes them.</param>
/// <param name="metrics">Bounds what is in flight, and counts what is given up.</param>
/// <param name="topic">Name of device.replies.</param>
/// <param name="time">Clock.</param>
/// <param name="stopping">Ends the trying: without the word another bridge delivers again.</param>
internal sealed class CommandReports(IRecordLog log, RecordFactory records, BridgeMetrics metrics, string topic, TimeProvider time, CancellationToken stopping)
{
    /// <summary>Reports that may wait to be told again; what comes on top is given up and counted. About 15 MB.</summary>
    public const int MostUntold = 10_000;

    /// <summary>How long one waits before it is told again.</summary>
    public static readonly TimeSpan TellAgainAfter = TimeSpan.FromSeconds(1);

    private static readonly Header Type = RecordFactory.Text(LogHeaders.Type, RecordTypes.Delivery);

    private readonly Lock _lock = new();
    private readonly Queue<CommandReport> _untold = [];
    private bool _isTelling;

    /// <summary>The device has it. Only the first time counts.</summary>
    public void Sent(PendingCommand command)
    {
        if (command.TryTellSent())
            Report(command, CommandOutcomes.Sent, null);
    }

    /// <summary>The device cannot take it, and nobody else will deliver it.</summary>
    public void Refused(PendingCommand command, string reason) => Report(command, CommandOutcomes.Refused, reason);

    private void Report(PendingCommand command, string outcome, string? reason)
    {
        var delivery = new CommandDelivery(outcome, time.GetUtcNow().ToUnixTimeMilliseconds(), reason);
        var payload = JsonSerializer.SerializeToUtf8Bytes(delivery, DomainJson.Default.CommandDelivery);
        var message = records.Create(
            Encoding.UTF8.GetBytes(command.Device), [RecordFactory.Text(LogHeaders.Correlation, command.Id)], payload, Type, extra: null);
        var report = new CommandReport(message, topic, command.Expires + CommandLimits.Grace, Settled);
        if (metrics.InFlight.TryTake(report.Size))
            log.Submit(report.Record(time.GetTimestamp()));
        else
            _ = ReportLaterAsync(report);
    }

    /// <summary>The log is slow. Deliveries are bounded, so these are, too.</summary>
    private async Task ReportLaterAsync(CommandReport report)
    {
        try
        {
            await metrics.InFlight.TakeAsync(report.Size, stopping);
        }
        catch (OperationCanceledException)
        {
            return; // the bridge ends: the reply says as much, and without one another bridge delivers again
        }
        log.Submit(report.Record(time.GetTimestamp()));
    }

    private void Settled(CommandReport report, RecordOutcome outcome)
    {
        metrics.InFlight.Return(report.Size);
        if (outcome == RecordOutcome.Stored)
            return;
        lock (_lock)
        {
            if (outcome is not (RecordOutcome.Dropped or RecordOutcome.NoTopic) || _untold.Count >= MostUntold)
            {
                GiveUp(outcome.Reason());
                return;
            }
            _untold.Enqueue(report);
            if (_isTelling)
                return;
            _isTelling = true;
        }
        _ = TellAgainAsync();
    }

    /// <summary>One for all that wait, as long as any does.</summary>
    private async Task TellAgainAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(TellAgainAfter, time, stopping);
                // What is not taken again waits behind these.
                for (var left = Untold(); left > 0 && Next() is { } report; left--)
                {
                    await metrics.InFlight.TakeAsync(report.Size, stopping);
                    log.Submit(report.Record(time.GetTimestamp()));
                }
                lock (_lock)
                {
                    if (_untold.Count > 0)
                        continue;
                    _isTelling = false;
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            return; // the bridge ends
        }
    }

    private int Untold()
    {
        lock (_lock)
            return _untold.Count;
    }

    /// <summary>The next one that somebody still listens to.</summary>
    private CommandReport? Next()
    {
        lock (_lock)
        {
            while (_untold.TryDequeue(out var report))
            {
                if (time.GetUtcNow().ToUnixTimeMilliseconds() < report.Until)
                    return report;
                GiveUp("expired");
            }
            return null;
        }
    }

    private void GiveUp(string reason) => metrics.MessageRefused($"delivery-{reason}");
}
