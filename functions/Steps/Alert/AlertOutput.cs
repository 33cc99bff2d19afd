using System.Text;
using System.Text.Json;
using ServerlessIot.Domain;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Running;

namespace ServerlessIot.Steps.Alert;

/// <summary>Records of the topic alerts.</summary>
internal static class AlertOutput
{
    /// <summary>The record to write; its id derives from alert and revision, so that readers see copies as such.</summary>
    public static OutRecord Record(TopicNames topics, AlertRecord alert, string source) => new(
        topics.Alerts,
        null,
        Encoding.UTF8.GetBytes($"{alert.Tenant}/{alert.Device}"),
        JsonSerializer.SerializeToUtf8Bytes(alert, DomainJson.Default.AlertRecord),
        OutHeaders.Derived(RecordTypes.Alert, source, $"{alert.AlertId}-{alert.Origin}", alert.Origin));
}
