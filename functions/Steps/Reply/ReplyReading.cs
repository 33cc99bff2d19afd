using System.Text;
using System.Text.Json;
using ServerlessIot.Domain;
using ServerlessIot.Domain.Commands;
using ServerlessIot.Domain.Decoding;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Reply;

/// <summary>Reads a record of the topic device.replies and says what is wrong with it.</summary>
internal static class ReplyReading
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    /// <summary>What a record says of a command; when it says nothing usable, null and why.</summary>
    public static ReplyNews? Read(LogRecord record, out Refusal? refusal)
    {
        refusal = null;
        var (tenant, device) = DeviceKey.Read(record.Key.Span);
        if (tenant is null) return Refuse("no-device", "The record's key names no device.", out refusal);
        if (record.Value.Length > CommandLimits.ReplyBytes) return Refuse("too-large", $"A reply has at most {CommandLimits.ReplyBytes} bytes, this one {record.Value.Length}.", out refusal);
        return record.Header(LogHeaders.Type) switch
        {
            RecordTypes.Delivery => Delivery(record, $"{tenant}/{device}", out refusal),
            RecordTypes.Reply => Reply(record, $"{tenant}/{device}", out refusal),
            RecordTypes.Command => Issued(record, $"{tenant}/{device}", out refusal),
            var type => Refuse("unknown-record-type", $"The record's ce_type is '{type}'; in this topic {RecordTypes.Reply}, {RecordTypes.Delivery} and {RecordTypes.Command} are known.", out refusal),
        };
    }

    private static ReplyNews? Delivery(LogRecord record, string partition, out Refusal? refusal)
    {
        try
        {
            var delivery = JsonSerializer.Deserialize(record.Value.Span, DomainJson.Default.CommandDelivery);
            if (delivery is not { Outcome: CommandOutcomes.Sent or CommandOutcomes.Refused }) return Refuse("invalid-delivery", "The record is no delivery.", out refusal);
            if (Id(record, null) is not { } id) return Refuse("no-correlation", "The record names no command.", out refusal);
            refusal = null;
            return new ReplyNews(partition, id, delivery, delivery.Outcome == CommandOutcomes.Sent ? null : new CommandReply(CommandStates.Failed, delivery.Time, null, Cut(delivery.Reason ?? "refused")));
        }
        catch (JsonException error)
        {
            return Refuse("invalid-delivery", $"The record is no delivery: {error.Message}", out refusal);
        }
    }

    private static ReplyNews? Issued(LogRecord record, string partition, out Refusal? refusal)
    {
        try
        {
            var command = JsonSerializer.Deserialize(record.Value.Span, DomainJson.Default.CommandRecord);
            if (command is null || !CommandLimits.Hold(command) || $"{command.Tenant}/{command.Device}" != partition) return Refuse("invalid-command", "The record is no command to this device.", out refusal);
            refusal = null;
            return new ReplyNews(partition, command.Id, null, null, command);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // The latter: a text with half a character.
            return Refuse("invalid-command", $"The record is no command: {error.Message}", out refusal);
        }
    }

    private static ReplyNews? Reply(LogRecord record, string partition, out Refusal? refusal)
    {
        var body = Json(record.Value);
        if (body is { } json && !PlainJson.Holds(json)) return Refuse("unstorable", "The reply holds numbers, texts or levels that no document can hold.", out refusal);
        if (Id(record, body) is not { } id) return Refuse("no-correlation", "The reply names no command: neither by correlation data, nor by topic, nor by its member id.", out refusal);
        // It meant to say how it ended, and nobody can tell what.
        if (body is null && record.Value.Span.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..]) return Refuse("not-json", "The reply begins like JSON and is none.", out refusal);
        if (body is null) return Text(record, partition, id, out refusal);
        var (state, status) = State(body.Value);
        if (state is null) return Refuse("unknown-status", $"The reply's status is '{status}': succeeded or failed is known.", out refusal);
        refusal = null;
        return new ReplyNews(partition, id, null, new CommandReply(state, record.Timestamp, Result(body.Value), Message(body.Value)));
    }

    private static ReplyNews? Text(LogRecord record, string partition, string id, out Refusal? refusal)
    {
        try
        {
            var text = Utf8.GetString(record.Value.Span);
            refusal = null;
            return new ReplyNews(partition, id, null, new CommandReply(CommandStates.Succeeded, record.Timestamp, null, text.Length == 0 ? null : Cut(text)));
        }
        catch (DecoderFallbackException)
        {
            return Refuse("not-text", "The reply is neither JSON nor text.", out refusal);
        }
    }

    private static JsonElement? Json(ReadOnlyMemory<byte> value)
    {
        try
        {
            using var document = JsonDocument.Parse(value, Strict);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null; // text, then
        }
    }

    private static string? Id(LogRecord record, JsonElement? body)
    {
        var id = record.Header(LogHeaders.Correlation) ?? (body is { ValueKind: JsonValueKind.Object } json ? Member(json, "id") ?? Member(json, "correlation_id") : null);
        return CommandLimits.IsId(id) ? id : null;
    }

    private static (string? State, string? Status) State(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("status", out var member)) return (CommandStates.Succeeded, null);
        var status = member.ValueKind == JsonValueKind.String ? member.GetString()! : member.GetRawText();
        return status.ToUpperInvariant() switch
        {
            "SUCCEEDED" or "SUCCESS" or "OK" or "COMPLETED" => (CommandStates.Succeeded, status),
            "FAILED" or "FAILURE" or "ERROR" or "REJECTED" => (CommandStates.Failed, status),
            _ => (null, status.Length <= 40 ? status : status[..40] + "…"),
        };
    }

    private static JsonElement? Result(JsonElement body) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty("result", out var result) ? result : body;

    private static string? Message(JsonElement body) =>
        body.ValueKind == JsonValueKind.Object && (Member(body, "message") ?? Member(body, "error")) is { } text ? Cut(text) : null;

    private static string? Member(JsonElement body, string name) => body.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;

    private static string Cut(string text) =>
        text.Length <= CommandLimits.MessageLength ? text : text[..(char.IsHighSurrogate(text[CommandLimits.MessageLength - 1]) ? CommandLimits.MessageLength - 1 : CommandLimits.MessageLength)];

    private static ReplyNews? Refuse(string code, string reason, out Refusal? refusal)
    {
        refusal = new Refusal(code, reason);
        return null;
    }
}

/// <summary>What a record says of a command.</summary>
/// <param name="Partition">The device: tenant/device, of the record's key, so that none answers for another.</param>
/// <param name="Id">The command.</param>
/// <param name="Delivery">The bridge's word; null in a device's reply.</param>
/// <param name="Reply">How the command ended; null when it is only delivered, or issued.</param>
/// <param name="Issued">The command itself, which a bridge issued; null otherwise.</param>
internal sealed record ReplyNews(string Partition, string Id, CommandDelivery? Delivery, CommandReply? Reply, CommandRecord? Issued = null);
