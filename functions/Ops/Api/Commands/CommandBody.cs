using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ServerlessIot.Domain.Commands;
using ServerlessIot.Ops.Api.Access;

namespace ServerlessIot.Ops.Api.Commands;

/// <summary>What a device is to do: <c>{"command":"restart","payload":{…},"timeoutSeconds":30,"expiresInSeconds":300,"priority":"medium","key":"…"}</c>.</summary>
internal sealed record CommandBody(string Command, JsonElement? Payload, int TimeoutSeconds, int ExpiresInSeconds, string Priority, string? Key)
{
    private const int MostBytes = CommandLimits.PayloadBytes + 4096;
    private const int DefaultTimeout = 30;
    private const int DefaultExpiry = 300;
    private static readonly string[] Known = ["command", "payload", "timeoutSeconds", "expiresInSeconds", "priority", "key"];
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };
    private static readonly CommandBody None = new("", null, 1, 1, CommandPriorities.Medium, null);

    /// <summary>Reads it; its faults, if any, are noted in the parameters, and it means nothing then.</summary>
    public static async Task<CommandBody> ReadAsync(HttpRequest request, Parameters parameters, CancellationToken cancellationToken)
    {
        var buffer = new byte[MostBytes + 1];
        var length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        if (length > MostBytes) return parameters.Fault("body", $"The body has at most {MostBytes} bytes.", None);
        try
        {
            using var document = JsonDocument.Parse(buffer.AsMemory(0, length), Strict);
            var body = document.RootElement;
            if (body.ValueKind != JsonValueKind.Object) return parameters.Fault("body", "The body is a JSON object.", None);
            // Texts with halves of characters throw when they are read.
            if (!PlainJson.Holds(body)) return parameters.Fault("body", "The body has at most 16 levels, finite numbers and whole characters.", None);
            return Read(body, parameters);
        }
        catch (JsonException error)
        {
            return parameters.Fault("body", $"The body is no JSON: {error.Message}", None);
        }
    }

    private static CommandBody Read(JsonElement body, Parameters parameters)
    {
        // Somebody who means another member would be surprised.
        foreach (var member in body.EnumerateObject().Where(member => !Known.Contains(member.Name)))
            parameters.Fault(member.Name.Length <= 40 ? member.Name : "body", $"A command knows {string.Join(", ", Known)}, and nothing else.", "");
        var command = Text(body, "command");
        if (!CommandLimits.IsName(command)) parameters.Fault("command", $"command is a name of 1 to {CommandLimits.NameLength} letters, digits, _ - and dots.", "");
        var priority = Text(body, "priority") ?? (Has(body, "priority") ? "" : CommandPriorities.Medium);
        if (!CommandPriorities.All.Contains(priority)) parameters.Fault("priority", $"priority is one of {string.Join(", ", CommandPriorities.All)}.", "");
        var key = Text(body, "key");
        if (Has(body, "key") && (key is not { Length: > 0 and <= CommandLimits.KeyLength } || key.Any(char.IsControl)))
            parameters.Fault("key", $"key is a text of 1 to {CommandLimits.KeyLength} characters.", "");
        JsonElement? payload = Has(body, "payload") ? body.GetProperty("payload").Clone() : null;
        if (payload is { } json && System.Text.Encoding.UTF8.GetByteCount(json.GetRawText()) > CommandLimits.PayloadBytes)
            parameters.Fault("payload", $"payload has at most {CommandLimits.PayloadBytes} bytes.", "");
        return new CommandBody(
            command ?? "", payload, Seconds(body, parameters, "timeoutSeconds", DefaultTimeout, CommandLimits.MostTimeout),
            Seconds(body, parameters, "expiresInSeconds", DefaultExpiry, CommandLimits.MostExpiry), priority, key);
    }

    private static bool Has(JsonElement body, string name) => body.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null;

    private static string? Text(JsonElement body, string name) => body.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;

    private static int Seconds(JsonElement body, Parameters parameters, string name, int fallback, int most)
    {
        if (!Has(body, name)) return fallback;
        var member = body.GetProperty(name);
        return member.ValueKind == JsonValueKind.Number && member.TryGetInt32(out var seconds) && seconds >= 1 && seconds <= most
            ? seconds
            : parameters.Fault(name, string.Create(CultureInfo.InvariantCulture, $"{name} is a whole number from 1 to {most}."), fallback);
    }
}
