using System.Diagnostics.Metrics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Confluent.Kafka;
using ServerlessIot.Bridge.Topics;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Decoding.Sparkplug;
using ServerlessIot.Domain.Log;

namespace ServerlessIot.Bridge.Kafka;

/// <summary>Makes the records of telemetry.raw and device.replies: CloudEvents' Kafka binding in binary mode, 1.0.2.</summary>
internal sealed class RecordFactory
{
    private static readonly Header Json = Text(LogHeaders.ContentType, "application/json");
    private static readonly Header Bytes = Text(LogHeaders.ContentType, "application/octet-stream");
    private static readonly Header SpecVersion = Text(LogHeaders.SpecVersion, "1.0");
    /// <summary>Type of what devices publish.</summary>
    public static readonly Header Telemetry = Text(LogHeaders.Type, RecordTypes.Telemetry);
    private static readonly Header Connected = Text(LogHeaders.Type, RecordTypes.Connected);
    private static readonly Header Disconnected = Text(LogHeaders.Type, RecordTypes.Disconnected);
    /// <summary>Type of wills.</summary>
    public static readonly Header Will = Text(LogHeaders.Type, RecordTypes.Will);
    private static readonly Header Mark = Text(LogHeaders.Type, RecordTypes.Mark);

    /// <summary>Bytes that a mark takes beside its value, about.</summary>
    public const int MarkHeaders = 256;

    private static readonly Meter Meter = new("ServerlessIot");
    private static readonly Counter<long> Missing = Meter.CreateCounter<long>("serverlessiot.bridge.sparkplug.missing", "{message}", "Messages that are missing in the sequences of Sparkplug edge nodes");
    private readonly SparkplugSequences _sequences = new();
    private readonly byte[] _idPrefix;
    private readonly Header _source;
    private readonly TimeProvider _time;
    private long _sequence;
    private Arrival _arrival = new(0, []);

    /// <param name="bridge">Name of this bridge.</param>
    /// <param name="time">Clock of arrival times.</param>
    public RecordFactory(string bridge, TimeProvider time)
    {
        _time = time;
        // The start's time and two random bytes: replicas and restarts never share an epoch.
        var epoch = $"{time.GetUtcNow().ToUnixTimeMilliseconds():x}{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(2))}";
        _idPrefix = Encoding.UTF8.GetBytes($"{bridge}-{epoch}-");
        _source = Text(LogHeaders.Source, AlertSources.OfBridge(bridge));
    }

    /// <summary>The headers that all messages of one topic share.</summary>
    public static Header[] RouteHeaders(TopicRoute route, byte[] topic)
    {
        List<Header> headers = [new Header(LogHeaders.Topic, topic)];
        if (route.Type is not null)
            headers.Add(Text(LogHeaders.DataType, route.Type));
        foreach (var (name, value) in route.Headers)
            headers.Add(Text(name, value));
        return [.. headers];
    }

    /// <summary>The record of one message; <paramref name="extra"/> may hold a content type of the device's own, <paramref name="type"/> a type that is neither telemetry nor a will.</summary>
    public Message<byte[], byte[]> Create(byte[] key, Header[] routeHeaders, byte[] payload, Header type, List<Header>? extra)
    {
        var arrival = Now();
        var headers = new Headers
        {
            new Header(LogHeaders.Id, NextId()),
            type,
            _source,
            SpecVersion,
            arrival.Header,
        };
        foreach (var header in routeHeaders)
            headers.Add(header);
        if (extra is null || !extra.Exists(h => h.Key == LogHeaders.ContentType))
            headers.Add(LooksLikeJson(payload) ? Json : Bytes);
        if (extra is not null)
            foreach (var header in extra)
                headers.Add(header);
        if (routeHeaders is [{ Key: LogHeaders.Topic } topic, ..] && SparkplugSequences.Concerns(topic.GetValueBytes()))
            Missing.Add(_sequences.Note(DeviceKey.Read(key).Tenant ?? "", topic.GetValueBytes(), payload));
        return new Message<byte[], byte[]> { Key = key, Value = payload, Headers = headers, Timestamp = arrival.Timestamp };
    }

    /// <summary>The record that says that a device came or left.</summary>
    /// <param name="tenant">Its tenant.</param>
    /// <param name="device">The device.</param>
    /// <param name="connected">Whether it came.</param>
    /// <param name="ago">When it was last heard of: a connection that was lost long before it is noticed must not hide a newer one elsewhere.</param>
    public Message<byte[], byte[]> CreatePresence(string tenant, string device, bool connected, TimeSpan ago)
    {
        var arrival = Now();
        var headers = new Headers { new Header(LogHeaders.Id, NextId()), connected ? Connected : Disconnected, _source, SpecVersion, arrival.Header };
        return new Message<byte[], byte[]> { Key = Encoding.UTF8.GetBytes($"{tenant}/{device}"), Value = [], Headers = headers, Timestamp = Before(arrival.Timestamp, ago) };
    }

    /// <summary>The record of a mark of the bridge's own.</summary>
    public Message<byte[], byte[]> CreateMark(BridgeMark mark)
    {
        var arrival = Now();
        return new Message<byte[], byte[]> { Key = [], Value = mark.ToBytes(), Headers = [new Header(LogHeaders.Id, NextId()), Mark, _source, SpecVersion, arrival.Header], Timestamp = arrival.Timestamp };
    }

    /// <summary>The time of a record that says that a device has left: when it was last heard of.</summary>
    /// <param name="arrival">When that was noticed.</param>
    /// <param name="ago">How long before it was heard of.</param>
    public static Timestamp Before(Timestamp arrival, TimeSpan ago) => new(arrival.UnixTimestampMs - (long)ago.TotalMilliseconds, TimestampType.CreateTime);

    public static Header Text(string name, string value) => new(name, Encoding.UTF8.GetBytes(value));

    private byte[] NextId()
    {
        Span<byte> digits = stackalloc byte[20];
        Interlocked.Increment(ref _sequence).TryFormat(digits, out var count, default, CultureInfo.InvariantCulture);
        var id = new byte[_idPrefix.Length + count];
        _idPrefix.CopyTo(id, 0);
        digits[..count].CopyTo(id.AsSpan(_idPrefix.Length));
        return id;
    }

    /// <summary>Many messages arrive in the same millisecond: they share one formatted time.</summary>
    private Arrival Now()
    {
        var now = _time.GetUtcNow();
        var milliseconds = now.ToUnixTimeMilliseconds();
        var known = Volatile.Read(ref _arrival);
        if (known.Milliseconds == milliseconds)
            return known;
        var text = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var arrival = new Arrival(milliseconds, Encoding.ASCII.GetBytes(text));
        Volatile.Write(ref _arrival, arrival);
        return arrival;
    }

    /// <summary>Most devices do not say what they send; what starts like an object or array is taken for JSON.</summary>
    private static bool LooksLikeJson(byte[] payload)
    {
        var text = payload.AsSpan().TrimStart(" \t\r\n"u8);
        return !text.IsEmpty && text[0] is (byte)'{' or (byte)'[';
    }

    private sealed class Arrival(long milliseconds, byte[] text)
    {
        public long Milliseconds { get; } = milliseconds;

        public Header Header { get; } = new(LogHeaders.Time, text);

        public Timestamp Timestamp { get; } = new(milliseconds, TimestampType.CreateTime);
    }
}
