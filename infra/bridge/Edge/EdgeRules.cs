using System.Text;
using Confluent.Kafka;
using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Bridge.Topics;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Commands;
using ServerlessIot.Domain.Decoding;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Log;
using ServerlessIot.Domain.Rules;
using ServerlessIot.Domain.Rules.Files;

namespace ServerlessIot.Bridge.Edge;

/// <summary>
/// The critical rules that one event alone can break, evaluated where the event arrives. The alert has the id that the step Alert gives
/// the same event, so that it is one alert; a device's rule proposes one within the cooldown.
/// </summary>
/// <param name="rules">The rules that count now.</param>
internal sealed class EdgeRules(Func<RuleSet> rules)
{
    /// <summary>A critical severity: see <see cref="AlertLevels"/>.</summary>
    private const int Critical = 5;

    /// <summary>Alerts of one record at most: what a payload of thousands of events would raise beyond them comes from the step Alert.</summary>
    public const int MostAlerts = 16;

    /// <summary>Below every origin: what the step Alert says of the same alert is later.</summary>
    private static readonly Origin Proposed = new(0, 0, 0, 0);

    [ThreadStatic]
    private static List<Decoded>? _decoded;

    [ThreadStatic]
    private static List<RuleHit>? _hits;

    private readonly EdgeCooldown _cooldown = new();

    /// <summary>
    /// Evaluates a reading that is critical, and tells nobody: what an alert runs through is then compiled, which takes longer than an alert may.
    /// </summary>
    /// <param name="time">Clock.</param>
    public static void WarmUp(TimeProvider time)
    {
        var payload = """{"vin":"warm-up","timestamp":1767225600000,"battery_temp":200,"speed":10}"""u8.ToArray();
        var records = new RecordFactory("warm-up", time);
        var route = RecordFactory.RouteHeaders(new TopicRoute("warm-up", "warm-up", "vehicle"), "vehicles/warm-up/telemetry"u8.ToArray());
        var reading = records.Create("warm-up/warm-up"u8.ToArray(), route, payload, RecordFactory.Telemetry, extra: null);
        var alerts = new EdgeRules(() => RuleSet.Default).Evaluate(reading) ?? throw new InvalidOperationException("The reading that warms the edge rules up breaks none of them.");
        var made = new EdgeRecords("warm-up");
        _ = made.Alert(alerts[0].Alert, reading.Timestamp);
        _ = made.Command(AlertCommands.Of(alerts[0].Alert with { Action = "warm-up" })!, reading.Timestamp);
    }

    /// <summary>Reads a rule file.</summary>
    /// <exception cref="FormatException">It is refused; the message has line and reason.</exception>
    public static RuleSet Read(byte[] file)
    {
        try
        {
            return RuleFile.Read(file);
        }
        catch (RuleFileException e)
        {
            throw new FormatException(e.Message, e);
        }
    }

    /// <summary>The alerts that a record of telemetry raises; null, as a rule, for none.</summary>
    public List<EdgeAlert>? Evaluate(Message<byte[], byte[]> message)
    {
        var (tenant, device) = DeviceKey.Read(message.Key);
        if (tenant is null || device is null || Context(message, tenant, device) is not { } context)
            return null;
        var (decoded, hits) = (_decoded ??= [], _hits ??= []);
        PayloadDecoder.Decode(message.Value, context, decoded);
        List<EdgeAlert>? alerts = null;
        foreach (var item in decoded)
        {
            if (item.Event is not { } e)
                continue;
            hits.Clear();
            rules().EvaluateStateless(e, hits);
            foreach (var hit in hits)
            {
                if (alerts is { Count: >= MostAlerts })
                    break;
                var cooldown = hit.Cooldown ?? RuleSet.DefaultCooldown;
                if (hit.Severity >= Critical && _cooldown.TryOpen($"{e.Tenant}/{e.Device}/{hit.Rule}", e.Time, cooldown))
                    (alerts ??= []).Add(new EdgeAlert(AlertRecord.Of(e, hit, Proposed), cooldown));
            }
            if (alerts is { Count: >= MostAlerts })
                break;
        }
        decoded.Clear();
        return alerts;
    }

    /// <summary>What Validate will read the payload with; null when it is no telemetry.</summary>
    private static PayloadContext? Context(Message<byte[], byte[]> message, string tenant, string device)
    {
        string? id = null, dataType = null, topic = null, contentType = null;
        foreach (var header in message.Headers)
        {
            switch (header.Key)
            {
                case LogHeaders.Id: id = Text(header); break;
                case LogHeaders.DataType: dataType = Text(header); break;
                case LogHeaders.Topic: topic = Text(header); break;
                case LogHeaders.ContentType: contentType = Text(header); break;
                case LogHeaders.Type when Text(header) != RecordTypes.Telemetry: return null;
            }
        }
        return id is null ? null : new PayloadContext(tenant, device, dataType, topic ?? "", contentType, id, message.Timestamp.UnixTimestampMs, default);
    }

    private static string Text(IHeader header) => Encoding.UTF8.GetString(header.GetValueBytes());
}
