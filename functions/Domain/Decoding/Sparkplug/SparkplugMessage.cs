namespace ServerlessIot.Domain.Decoding.Sparkplug;

/// <summary>The payload of one message: its time, its metrics, and the body that it may hold besides. Used again for the next message.</summary>
internal sealed class SparkplugMessage
{
    private const int TimestampField = 1;
    private const int MetricField = 2;
    private const int UuidField = 4;
    private const int BodyField = 5;
    private const int LastValue = 19;
    private readonly List<SparkplugMetric> _metrics = [];

    /// <summary>When it was sent, Unix milliseconds; null when it does not say.</summary>
    internal long? Time { get; private set; }

    /// <summary>Its metrics.</summary>
    internal List<SparkplugMetric> Metrics => _metrics;

    /// <summary>Place and length of the text that says what the body is.</summary>
    internal (int Start, int Length) Uuid { get; private set; }

    /// <summary>Place and length of a body of any format; null when there is none.</summary>
    internal (int Start, int Length)? Body { get; private set; }

    /// <summary>Reads a payload. Its time is <paramref name="sent"/> where it does not say.</summary>
    internal Refusal? Read(ReadOnlySpan<byte> payload, long? sent = null)
    {
        _metrics.Clear();
        (Time, Uuid, Body) = (sent, default, null);
        var reader = new ProtobufReader(payload, 0, payload.Length);
        while (!reader.End)
        {
            if (!reader.TryRead(out var field)) return Malformed(reader.Position);
            switch (field)
            {
                case { Number: TimestampField, Wire: ProtobufReader.Varint }:
                    Time = (long)Math.Min(field.Bits, long.MaxValue);
                    break;
                case { Number: MetricField, Wire: ProtobufReader.Bytes }:
                    if (_metrics.Count == PayloadLimits.Metrics) return Refusals.TooManyMetrics;
                    var inner = new ProtobufReader(payload, field.Start, field.Length);
                    if (!TryMetric(ref inner, out var metric)) return Malformed(inner.Position);
                    _metrics.Add(metric);
                    break;
                case { Number: UuidField, Wire: ProtobufReader.Bytes }:
                    Uuid = (field.Start, field.Length);
                    break;
                case { Number: BodyField, Wire: ProtobufReader.Bytes }:
                    Body = (field.Start, field.Length);
                    break;
                case { Number: TimestampField or MetricField or UuidField or BodyField }:
                    return Malformed(reader.Position);
            }
        }

        return null;
    }

    private bool TryMetric(ref ProtobufReader reader, out SparkplugMetric metric)
    {
        metric = new SparkplugMetric { Order = _metrics.Count };
        while (!reader.End)
        {
            if (!reader.TryRead(out var field) || Expected(field.Number) is { } wire && wire != field.Wire) return false;
            switch (field.Number)
            {
                case 1: (metric.NameStart, metric.NameLength) = (field.Start, field.Length); break;
                case 2: metric.Alias = field.Bits; break;
                case 3: metric.Time = (long)Math.Min(field.Bits, long.MaxValue); break;
                case 4: metric.Type = (byte)Math.Min(field.Bits, byte.MaxValue); break;
                case 5: metric.Historical = field.Bits != 0; break;
                case 7: metric.Null = field.Bits != 0; break;
                case >= SparkplugMetric.IntValue and <= LastValue:
                    (metric.Value, metric.Bits, metric.Start, metric.Length) = (field.Number, field.Bits, field.Start, field.Length);
                    break;
            }
        }

        return true;
    }

    /// <summary>Wire type of a metric's field; null of a field that the schema does not have.</summary>
    private static int? Expected(int field) => field switch
    {
        1 or 8 or 9 or SparkplugMetric.StringValue or > SparkplugMetric.StringValue and <= LastValue => ProtobufReader.Bytes,
        >= 2 and <= 7 or SparkplugMetric.IntValue or SparkplugMetric.LongValue or SparkplugMetric.BooleanValue => ProtobufReader.Varint,
        SparkplugMetric.FloatValue => ProtobufReader.Fixed32,
        SparkplugMetric.DoubleValue => ProtobufReader.Fixed64,
        _ => null,
    };

    private static Refusal Malformed(int position) => Refusals.Malformed("Sparkplug B", position);
}
