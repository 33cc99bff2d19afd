using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Domain;
using ServerlessIot.Domain.Commands;
using ServerlessIot.Domain.Log;

namespace ServerlessIot.Bridge.Commands;

/// <summary>Tells the log, and so the other bridges and the command's document, what became of deliveries: records of device.replies.</summary>
internal sealed class CommandReports(IRecordLog log, RecordFactory records, InFlightBudget budget, string topic, TimeProvider time, CancellationToken stopping) : IRecordOwner
{
    private static readonly Header Type = RecordFactory.Text(LogHeaders.Type, RecordTypes.Delivery);

    /// <summary>The device has it. Only the first time counts.</summary>
    public void Sent(PendingCommand command)
    {
        if (command.TryTellSent())
            Report(command, CommandOutcomes.Sent, null);
    }

    /// <summary>The device cannot take it, and nobody else will deliver it.</summary>
    public void Refused(PendingCommand command, string reason) => Report(command, CommandOutcomes.Refused, reason);

    /// <inheritdoc/>
    public void Settled(InFlightRecord record) => budget.Return(record.Size);

    private void Report(PendingCommand command, string outcome, string? reason)
    {
        var delivery = new CommandDelivery(outcome, time.GetUtcNow().ToUnixTimeMilliseconds(), reason);
        var payload = JsonSerializer.SerializeToUtf8Bytes(delivery, DomainJson.Default.CommandDelivery);
        var message = records.Create(
            Encoding.UTF8.GetBytes(command.Device), [RecordFactory.Text(LogHeaders.Correlation, command.Id)], payload, Type, extra: null);
        var record = new InFlightRecord(message, payload.Length + InFlightRecord.Overhead, time.GetTimestamp(), this, 0, 0) { Topic = topic };
        if (budget.TryTake(record.Size))
            log.Submit(record);
        else
            _ = ReportLaterAsync(record);
    }

    /// <summary>The log is slow. Deliveries are bounded, so these are, too.</summary>
    private async Task ReportLaterAsync(InFlightRecord record)
    {
        try
        {
            await budget.TakeAsync(record.Size, stopping);
        }
        catch (OperationCanceledException)
        {
            return; // the bridge ends: the reply says as much, and without one another bridge delivers again
        }
        log.Submit(record);
    }
}
