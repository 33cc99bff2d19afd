using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Registry;

/// <summary>Tells the log what the registry says of a device, so that rules know it from there on. Told twice it is known by its revision.</summary>
/// <param name="log">The log.</param>
/// <param name="topics">Names of topics.</param>
public sealed class RegistrationTeller(ILogWriter log, TopicNames topics)
{
    private static readonly LogHeader Type = new(LogHeaders.Type, RecordTypes.Registration);
    private static readonly LogHeader Source = new(LogHeaders.Source, "/serverlessiot/registry");
    private static readonly LogHeader SpecVersion = new(LogHeaders.SpecVersion, "1.0");
    private static readonly LogHeader Json = new(LogHeaders.ContentType, "application/json");

    /// <summary>Tells it, and returns when the log has it.</summary>
    /// <param name="tenant">Tenant of the device.</param>
    /// <param name="device">The device.</param>
    /// <param name="record">What is said of it.</param>
    /// <param name="version">Version of the document that says it: no device can know the record's id before, and send something under it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LogUnavailableException">The log did not take it in time; telling it again is safe.</exception>
    public Task TellAsync(string tenant, string device, RegistrationRecord record, string version, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(version);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(version)).AsSpan(0, 16));
        var id = string.Create(CultureInfo.InvariantCulture, $"registration-{record.Revision}-{hash}");
        return log.WriteAsync([new OutRecord(topics.Raw, null, Encoding.UTF8.GetBytes($"{tenant}/{device}"), record.ToBytes(), [new LogHeader(LogHeaders.Id, id), Type, Source, SpecVersion, Json])], cancellationToken);
    }
}
