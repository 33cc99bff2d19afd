using System.Text.Unicode;

namespace ServerlessIot.Domain.Decoding.Sparkplug;

/// <summary>
/// Decodes Sparkplug B (Eclipse Sparkplug 3.0.0, chapter 6). Metrics with the same time are one event, of 256 measures at most. A birth says that the sender is
/// online and tells its names; a death says that it is offline. An event with an alias that has no name is refused.
/// </summary>
internal static class SparkplugDecoder
{
    private const string EventType = "sparkplug";

    /// <summary>Decodes one payload; the refusal of the payload as a whole, null when each event has its own result.</summary>
    internal static Refusal? Decode(ReadOnlyMemory<byte> bytes, in PayloadContext context, PayloadReading reading)
    {
        if (!SparkplugTopic.TryParse(context.Topic, out var topic)) return Refusals.NotTelemetry(topic.Message ?? context.Topic);
        var message = reading.Message;
        if ((message.Read(bytes.Span) ?? SparkplugBody.Unpack(message, ref bytes, reading.Inflater)) is { } refusal) return refusal;
        var payload = bytes.Span;
        if (topic.IsBirth && context.Sparkplug is { } session) session.Born = Names(message, payload);
        var metrics = message.Metrics;
        if (metrics.Count == 0 && !topic.IsDeath && !topic.IsBirth) return Refusals.NoMeasurements;
        for (var i = 0; i < metrics.Count; i++)
        {
            if (metrics[i].Time is null) metrics[i] = metrics[i] with { Time = message.Time };
        }

        metrics.Sort(static (left, right) =>
        {
            var order = (left.Time ?? long.MaxValue).CompareTo(right.Time ?? long.MaxValue);
            if (order == 0) order = left.Historical.CompareTo(right.Historical);
            return order == 0 ? left.Order.CompareTo(right.Order) : order;
        });

        var speaker = topic.IsBirth ? Speaker(message) : -1;
        var alone = topic.IsBirth && speaker < 0 && metrics.Count > 0;
        var single = End(metrics, 0) == metrics.Count && !alone;
        var index = 0;
        for (int from = 0, to; from < metrics.Count || index == 0; from = to, index++)
        {
            to = End(metrics, from);
            if (reading.Full) return Refusals.TooManyEvents;
            var status = topic.IsDeath ? "offline" : topic.IsBirth && (from == to || (from <= speaker && speaker < to)) ? "online" : null;
            reading.Add(Event(from, to, topic, payload, context, reading, single ? null : index, status));
        }

        if (alone) reading.Add(Event(metrics.Count, metrics.Count, topic, payload, context, reading, index, "online"));
        metrics.Clear();
        return null;
    }

    /// <summary>
    /// Index of a metric of the event that says that the sender is online: the latest, unless that was measured before the birth was sent, when what is known may be
    /// newer; −1 where there is none.
    /// </summary>
    private static int Speaker(SparkplugMessage message)
    {
        var last = message.Metrics.FindLastIndex(metric => !metric.Historical);
        if (last < 0) return -1;
        var measured = message.Metrics[last].Time;
        return message.Time is { } sent ? measured >= sent ? last : -1 : measured is null ? last : -1;
    }

    private static SparkplugNames Names(SparkplugMessage message, ReadOnlySpan<byte> payload)
    {
        var names = new SparkplugNames();
        foreach (var metric in message.Metrics)
        {
            var name = payload.Slice(metric.NameStart, metric.NameLength);
            if (name.Length > 0 && Utf8.IsValid(name)) names.Add(new SparkplugName(metric.Alias, SparkplugValues.Name(name), metric.Type));
        }

        return names;
    }

    /// <summary>Where the event ends that begins at a metric.</summary>
    private static int End(List<SparkplugMetric> metrics, int from)
    {
        var to = from;
        while (to < metrics.Count && to - from < PayloadLimits.Members - 8 && metrics[to].Time == metrics[from].Time && metrics[to].Historical == metrics[from].Historical) to++;
        return to;
    }

    private static Decoded Event(int from, int to, in SparkplugTopic topic, ReadOnlySpan<byte> payload, in PayloadContext context, PayloadReading reading, int? index, string? status)
    {
        var events = reading.Events;
        events.Compose(EventType);
        var historical = from < to && reading.Message.Metrics[from].Historical;
        for (var i = from; i < to; i++)
        {
            if (Add(reading.Message.Metrics[i], topic, payload, context, events) is { } refusal) return new Decoded(null, refusal);
        }

        if ((events.AddText("group", topic.Group, EventType) ?? events.AddText("edge_node", topic.Node, EventType)
            ?? events.AddText("message", topic.Message, EventType) ?? (historical ? events.AddText("historical", "true", EventType) : null)) is { } taken)
            return new Decoded(null, taken);
        // A will was written when the node connected; it happened now.
        long? time = topic.IsWill ? null : from < to ? reading.Message.Metrics[from].Time : reading.Message.Time;
        return events.Composed(context, index, time, retold: time is not null, historical ? null : status);
    }

    private static Refusal? Add(in SparkplugMetric metric, in SparkplugTopic topic, ReadOnlySpan<byte> payload, in PayloadContext context, EventDecoder events)
    {
        string name;
        var type = metric.Type;
        if (metric.NameLength > 0)
        {
            var bytes = payload.Slice(metric.NameStart, metric.NameLength);
            if (!Utf8.IsValid(bytes)) return Refusals.InvalidText("Sparkplug B", metric.NameStart);
            name = SparkplugValues.Name(bytes);
            if (type == 0 && context.Sparkplug is { } names) type = names.TypeOf(name);
        }
        else if (metric.Alias is { } alias)
        {
            if (context.Sparkplug is not { } session || !session.TryFind(alias, out var known)) return Refusals.UnknownAlias(alias, topic.Message);
            name = known.Name;
            if (type == 0) type = known.Type;
        }
        else
        {
            return Refusals.EmptyName;
        }

        return SparkplugValues.Add(metric, name, type, payload, events);
    }
}
