using ServerlessIot.Domain.Decoding.CloudEvents;
using ServerlessIot.Domain.Decoding.Items;
using ServerlessIot.Domain.Decoding.Records;
using ServerlessIot.Domain.Decoding.SenMl;
using ServerlessIot.Domain.Decoding.Sparkplug;

namespace ServerlessIot.Domain.Decoding.Media;

/// <summary>Finds out what a payload is: by its content type, else by its topic, else by its first bytes.</summary>
internal static class PayloadFormats
{
    /// <summary>What the bridge names a payload that starts like an object or array, and most devices too.</summary>
    internal const string Json = "application/json";

    private static readonly (string Name, PayloadFormat Format)[] Named =
    [
        (Json, PayloadFormat.Json),
        ("text/json", PayloadFormat.Json),
        ("application/senml+json", PayloadFormat.SenMlJson),
        ("application/senml+cbor", PayloadFormat.SenMlCbor),
        ("application/sensml+json", PayloadFormat.SenMlJson),
        ("application/sensml+cbor", PayloadFormat.SenMlCbor),
        ("application/msgpack", PayloadFormat.MessagePack),
        ("application/x-msgpack", PayloadFormat.MessagePack),
        ("application/vnd.msgpack", PayloadFormat.MessagePack),
        ("application/cbor", PayloadFormat.Cbor),
        ("application/vnd.serverlessiot.record", PayloadFormat.Records),
        ("application/cloudevents+json", PayloadFormat.CloudEvent),
        ("application/cloudevents-batch+json", PayloadFormat.CloudEvents),
    ];

    /// <summary>What a payload is that is not empty.</summary>
    internal static PayloadFormat Of(string? contentType, string topic, ReadOnlySpan<byte> payload)
    {
        // Nearly every payload takes the first line.
        if (contentType == Json) return OfJson(payload);
        if (contentType is not null && OfName(MediaType.Essence(contentType)) is { } named) return named == PayloadFormat.Json ? OfJson(payload) : named;
        if (SparkplugTopic.Is(topic)) return PayloadFormat.Sparkplug;
        if (LooksLikeJson(payload)) return OfJson(payload);
        var recognised = OfBytes(payload);
        return recognised == PayloadFormat.Unknown && contentType is null ? PayloadFormat.Json : recognised;
    }

    /// <summary>What JSON turns out to be.</summary>
    private static PayloadFormat OfJson(ReadOnlySpan<byte> payload)
    {
        var start = payload.TrimStart(" \t\r\n"u8);
        if (start.IsEmpty) return PayloadFormat.Json;
        if (start[0] == '[') return SenMlJson.Is(start) ? PayloadFormat.SenMlJson : CloudEventDecoder.Starts(start[1..]) ? PayloadFormat.CloudEvents : PayloadFormat.Json;
        return CloudEventDecoder.Starts(start) ? PayloadFormat.CloudEvent : PayloadFormat.Json;
    }

    private static PayloadFormat? OfName(ReadOnlySpan<char> name)
    {
        foreach (var (known, format) in Named)
        {
            if (name.Equals(known, StringComparison.OrdinalIgnoreCase)) return format;
        }

        return name.EndsWith("+json", StringComparison.OrdinalIgnoreCase) ? PayloadFormat.Json : null;
    }

    private static bool LooksLikeJson(ReadOnlySpan<byte> payload)
    {
        var start = payload.TrimStart(" \t\r\n"u8);
        return start.IsEmpty || start[0] is (byte)'{' or (byte)'[';
    }

    /// <summary>Binary formats have no mark, so all bytes must fit exactly.</summary>
    private static PayloadFormat OfBytes(ReadOnlySpan<byte> payload)
    {
        if (BinaryRecord.Fit(payload) || Frame.Fit(payload)) return PayloadFormat.Records;
        if (ItemWalk.Fits<MessagePackReader>(payload)) return PayloadFormat.MessagePack;
        return ItemWalk.Fits<CborReader>(payload) ? PayloadFormat.Cbor : PayloadFormat.Unknown;
    }
}
