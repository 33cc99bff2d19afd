using ServerlessIot.Domain.Decoding.CloudEvents;
using ServerlessIot.Domain.Decoding.Items;
using ServerlessIot.Domain.Decoding.Media;
using ServerlessIot.Domain.Decoding.Raw;
using ServerlessIot.Domain.Decoding.Records;
using ServerlessIot.Domain.Decoding.Schemas;
using ServerlessIot.Domain.Decoding.SenMl;
using ServerlessIot.Domain.Decoding.Sparkplug;

namespace ServerlessIot.Domain.Decoding;

/// <summary>Reads the payload of one record, and the payloads within it, with tables and buffers that are used again. One per thread.</summary>
internal sealed class PayloadReading
{
    private List<Decoded> _results = [];
    private EventSizes _sizes;

    /// <summary>Makes the events.</summary>
    internal EventDecoder Events { get; } = new();

    /// <summary>Records of the SenML pack that is being read.</summary>
    internal SenMlPack Pack { get; } = new();

    /// <summary>Metrics of the Sparkplug message that is being read.</summary>
    internal SparkplugMessage Message { get; } = new();

    /// <summary>Decompresses, within one bound for all of the record.</summary>
    internal Inflater Inflater { get; } = new();

    /// <summary>Whether the record holds as many events as it may.</summary>
    internal bool Full => _results.Count >= PayloadLimits.Events;

    /// <summary>Events of the record so far, refused ones included.</summary>
    internal int Count => _results.Count;

    /// <summary>Adds what became of one event; a refusal where it, or all of them, would be larger than the log takes.</summary>
    internal void Add(Decoded decoded) => _results.Add(decoded.Event is { } e && _sizes.Refuse(e, _results) is { } refusal ? new Decoded(null, refusal) : decoded);

    /// <summary>Decodes the payload of a record.</summary>
    internal void Decode(ReadOnlyMemory<byte> payload, in PayloadContext context, List<Decoded> results)
    {
        _results = results;
        _sizes = default;
        Inflater.Reset();
        // What a birth told before ends with the next one, also when that cannot be read: its aliases may mean something else.
        if (context.Sparkplug is { } session && SparkplugTopic.IsOfBirth(context.Topic)) session.Born = new SparkplugNames();
        var refusal = payload.IsEmpty ? Refusals.Empty
            : payload.Length > PayloadLimits.Bytes ? Refusals.TooLarge(payload.Length)
            : Decode(payload, context, PayloadFormats.Of(context.ContentType, context.Topic, payload.Span), first: null, MediaType.Schema(context.ContentType));
        Events.Use(default);
        _results = [];
        if (refusal is null) return;
        results.Clear();
        results.Add(new Decoded(null, refusal));
    }

    /// <summary>Decodes a payload within the record's; what refuses it as a whole is one result, and its neighbours go on.</summary>
    /// <param name="payload">Its bytes.</param>
    /// <param name="context">What is known besides, the envelope included.</param>
    /// <param name="schema">Schema that the envelope names.</param>
    /// <param name="alone">Whether it is all that the record holds.</param>
    internal void DecodeInner(ReadOnlyMemory<byte> payload, in PayloadContext context, string? schema, bool alone)
    {
        var before = _results.Count;
        var format = payload.IsEmpty ? PayloadFormat.Unknown : PayloadFormats.Of(context.ContentType, context.Topic, payload.Span);
        var refusal = payload.IsEmpty ? Refusals.Empty
            : format is PayloadFormat.CloudEvent or PayloadFormat.CloudEvents ? Refusals.NestedEnvelope("a CloudEvent")
            : Decode(payload, context, format, alone ? null : before, schema ?? MediaType.Schema(context.ContentType));
        if (refusal is null) return;
        _results.RemoveRange(before, _results.Count - before);
        Add(new Decoded(null, refusal));
    }

    private Refusal? Decode(ReadOnlyMemory<byte> payload, in PayloadContext context, PayloadFormat format, int? first, string? schema)
    {
        if (format == PayloadFormat.Cbor && SenMlCbor.Is(payload.Span)) format = PayloadFormat.SenMlCbor;
        // The others look for the schema in each event.
        if (schema is not null && format is not (PayloadFormat.Json or PayloadFormat.MessagePack or PayloadFormat.Cbor) && !SchemaCatalogue.Knows(schema))
            return Refusals.UnknownSchema(schema, SchemaCatalogue.Known);
        Events.Use(payload, first, schema);
        return format switch
        {
            PayloadFormat.Json => JsonDecoder.Decode(payload.Span, context, this),
            PayloadFormat.SenMlJson => SenMlJson.Decode(payload.Span, context, this),
            PayloadFormat.SenMlCbor => SenMlCbor.Decode(payload.Span, context, this),
            PayloadFormat.MessagePack => ItemDecoder.Decode<MessagePackReader>(payload, context, this),
            PayloadFormat.Cbor => ItemDecoder.Decode<CborReader>(payload, context, this),
            PayloadFormat.Sparkplug => SparkplugDecoder.Decode(payload, context, this),
            PayloadFormat.Records => FrameDecoder.Decode(payload, context, this),
            PayloadFormat.CloudEvent => CloudEventDecoder.Decode(payload, context, this, batch: false),
            PayloadFormat.CloudEvents => CloudEventDecoder.Decode(payload, context, this, batch: true),
            _ => RawBytes.Decode(payload.Span, context, this),
        };
    }
}
