using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Domain;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Commands;
using ServerlessIot.Domain.Log;

namespace ServerlessIot.Bridge.Edge;

/// <summary>Makes the records of alerts and commands that a bridge decides by itself.</summary>
/// <param name="bridge">Its name.</param>
internal sealed class EdgeRecords(string bridge)
{
    private static readonly Header SpecVersion = RecordFactory.Text(LogHeaders.SpecVersion, "1.0");
    private static readonly Header Json = RecordFactory.Text(LogHeaders.ContentType, "application/json");
    private static readonly Header AlertType = RecordFactory.Text(LogHeaders.Type, RecordTypes.Alert);
    private static readonly Header CommandType = RecordFactory.Text(LogHeaders.Type, RecordTypes.Command);

    private readonly Header _source = RecordFactory.Text(LogHeaders.Source, AlertSources.OfBridge(bridge));

    /// <summary>An alert for the topic alerts.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="arrival">When the bridge had the reading.</param>
    public Message<byte[], byte[]> Alert(AlertRecord alert, Timestamp arrival) => new()
    {
        Key = Encoding.UTF8.GetBytes($"{alert.Tenant}/{alert.Device}"),
        Value = JsonSerializer.SerializeToUtf8Bytes(alert, DomainJson.Default.AlertRecord),
        Headers = [RecordFactory.Text(LogHeaders.Id, $"{alert.AlertId}-{alert.Origin}"), AlertType, _source, SpecVersion, Json, RecordFactory.Text(LogHeaders.Origin, alert.Origin)],
        Timestamp = arrival,
    };

    /// <summary>A command for device.commands, and for device.replies, where it makes the step Reply write its document. It has no correlation header there: that would end it.</summary>
    /// <param name="command">The command.</param>
    /// <param name="arrival">When the bridge had the reading.</param>
    public Message<byte[], byte[]> Command(CommandRecord command, Timestamp arrival) => new()
    {
        Key = Encoding.UTF8.GetBytes($"{command.Tenant}/{command.Device}"),
        Value = JsonSerializer.SerializeToUtf8Bytes(command, DomainJson.Default.CommandRecord),
        Headers = [RecordFactory.Text(LogHeaders.Id, $"{command.Tenant}/{command.Device}/{command.Id}"), CommandType, _source, SpecVersion, Json],
        Timestamp = arrival,
    };
}
