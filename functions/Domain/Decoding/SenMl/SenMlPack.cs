using System.Text;
using ServerlessIot.Domain.Text;

namespace ServerlessIot.Domain.Decoding.SenMl;

/// <summary>Resolves the records of one pack (RFC 8428, section 4.6) and makes an event of those with the same time. Used again for the next pack.</summary>
internal sealed class SenMlPack
{
    /// <summary>Times below are relative to the arrival: 2 ** 28 seconds (section 4.5.3).</summary>
    private const double FirstAbsolute = 268_435_456;

    /// <summary>The version that RFC 8428 describes.</summary>
    private const double Version = 10;

    private const int LongestName = 2 * PayloadLimits.NameBytes;
    private readonly List<SenMlRecord> _records = [];
    private readonly Dictionary<string, double> _names = [];
    private readonly byte[] _name = new byte[2 * LongestName];
    private int _baseLength;
    private int _nameLength;
    private double _baseTime;
    private double _baseValue;
    private double _baseSum;
    private bool _hasBaseValue;
    private bool _hasBaseSum;
    private string? _baseUnit;
    private double? _time;
    private double? _value;
    private double? _sum;
    private string? _text;
    private string? _unit;
    private bool _named;
    private bool _regular;
    private bool _hasBaseTime;

    /// <summary>Another pack follows.</summary>
    internal void Begin()
    {
        _records.Clear();
        (_baseLength, _baseTime, _baseValue, _baseSum, _baseUnit) = (0, 0, 0, 0, null);
        (_hasBaseValue, _hasBaseSum, _hasBaseTime) = (false, false, false);
        BeginRecord();
    }

    /// <summary>Another record follows.</summary>
    internal void BeginRecord() => (_nameLength, _time, _value, _sum, _text, _unit, _named, _regular) = (0, null, null, null, null, null, false, false);

    /// <summary>A field with a number.</summary>
    internal Refusal? Set(SenMlLabel label, double number)
    {
        if (!double.IsFinite(number)) return Refusals.NoFiniteNumber(label.ToString());
        _regular |= label >= SenMlLabel.Name;
        switch (label)
        {
            case SenMlLabel.BaseTime: (_baseTime, _hasBaseTime) = (number, true); break;
            case SenMlLabel.BaseValue: (_baseValue, _hasBaseValue) = (number, true); break;
            case SenMlLabel.BaseSum: (_baseSum, _hasBaseSum) = (number, true); break;
            case SenMlLabel.BaseVersion: return number <= Version ? null : Refusals.UnknownSchema($"SenML version {number}", $"SenML version {Version}");
            case SenMlLabel.Value: _value = number; break;
            case SenMlLabel.Sum: _sum = number; break;
            case SenMlLabel.Time: _time = number; break;
            case SenMlLabel.UpdateTime: break;
            default: return Refusals.WrongType(label.ToString(), "a text", "a number");
        }

        return null;
    }

    /// <summary>A field with a text, valid UTF-8.</summary>
    internal Refusal? Set(SenMlLabel label, ReadOnlySpan<byte> text)
    {
        _regular |= label >= SenMlLabel.Name;
        switch (label)
        {
            case SenMlLabel.BaseName or SenMlLabel.Name when text.Length > LongestName: return Refusals.NameTooLong(text);
            case SenMlLabel.BaseName:
                // The name of the same record may stand before it.
                _name.AsSpan(_baseLength, _nameLength).CopyTo(_name.AsSpan(text.Length));
                text.CopyTo(_name);
                _baseLength = text.Length;
                return null;
            case SenMlLabel.Name:
                text.CopyTo(_name.AsSpan(_baseLength));
                (_nameLength, _named) = (text.Length, true);
                return null;
            case SenMlLabel.Unit or SenMlLabel.BaseUnit when text.Length > PayloadLimits.TypeBytes: return Refusals.TextTooLong("unit"u8, PayloadLimits.TypeBytes);
            case SenMlLabel.Unit: _unit = TextCache.Get(text); return null;
            case SenMlLabel.BaseUnit: _baseUnit = TextCache.Get(text); return null;
            case SenMlLabel.Text when text.Length > PayloadLimits.TextBytes: return Refusals.TextTooLong("vs"u8, PayloadLimits.TextBytes);
            case SenMlLabel.Text: _text = TextCache.GetValue(text); return null;
            default: return Refusals.WrongType(label.ToString(), label is SenMlLabel.Boolean ? "true or false" : "a number", "a text");
        }
    }

    /// <summary>A field with true or false.</summary>
    internal Refusal? Set(SenMlLabel label, bool value)
    {
        if (label != SenMlLabel.Boolean) return Refusals.WrongType(label.ToString(), "a number or a text", "true or false");
        _text = value ? "true" : "false";
        return null;
    }

    /// <summary>A field with bytes; they become hex digits.</summary>
    internal Refusal? SetData(ReadOnlySpan<byte> data)
    {
        if (data.Length > PayloadLimits.RawBytes) return Refusals.TextTooLong("vd"u8, PayloadLimits.RawBytes);
        _text = Convert.ToHexStringLower(data);
        return null;
    }

    /// <summary>Resolves the record whose fields were set.</summary>
    internal Refusal? EndRecord(in PayloadContext context)
    {
        // A record may only set base fields; a base value or sum stands for one that is missing (section 4.5.4).
        if (_value is null && _text is null && _sum is null && (!_regular || (!_hasBaseValue && !_hasBaseSum)))
            return _named ? Refusals.MissingField("v, vs, vb, vd or s", "SenML record") : null;

        if (_baseLength + _nameLength == 0) return Refusals.MissingField("n or bn", "SenML record");
        if (_records.Count == PayloadLimits.Events) return Refusals.TooManyEvents;
        var name = SenMlNames.MeasureOf(_name.AsSpan(0, _baseLength + _nameLength), context);
        if (Encoding.UTF8.GetByteCount(name) > PayloadLimits.NameBytes) return Refusals.NameTooLong(_name.AsSpan(0, _baseLength + _nameLength));
        var seconds = _baseTime + (_time ?? 0);
        var absolute = seconds >= FirstAbsolute;
        var time = Math.Round((seconds * 1_000) + (absolute ? 0 : context.Base));
        double? value = _value is not null || (_hasBaseValue && _text is null) ? (_value ?? 0) + _baseValue : null;
        double? sum = _sum is not null || (_hasBaseSum && _text is null) ? (_sum ?? 0) + _baseSum : null;
        _records.Add(new SenMlRecord((long)Math.Clamp(time, -9e18, 9e18), seconds, _records.Count, absolute, _time is not null || _hasBaseTime, name, value, sum, _text, _unit ?? _baseUnit));
        return null;
    }

    /// <summary>Makes the events, one for each time, in their order; several of one millisecond where a name has more than one time within it.</summary>
    internal Refusal? End(in PayloadContext context, PayloadReading reading)
    {
        if (_records.Count == 0) return Refusals.NoEvents;
        _records.Sort(static (left, right) => left.Time != right.Time ? left.Time.CompareTo(right.Time) : left.Order.CompareTo(right.Order));
        var single = EventEnd(0) == _records.Count;
        var index = 0;
        for (int from = 0, to; from < _records.Count; from = to, index++)
        {
            to = EventEnd(from);
            if (reading.Full) return Refusals.TooManyEvents;
            reading.Add(Event(from, to, context, reading.Events, single ? null : index));
        }

        _records.Clear();
        return null;
    }

    /// <summary>Where the event ends that begins at a record.</summary>
    private int EventEnd(int from)
    {
        _names.Clear();
        var to = from;
        for (; to < _records.Count && _records[to].Time == _records[from].Time; to++)
        {
            if (!_names.TryAdd(_records[to].Name, _records[to].Seconds) && _names[_records[to].Name] != _records[to].Seconds) break;
        }

        return to;
    }

    private Decoded Event(int from, int to, in PayloadContext context, EventDecoder events, int? index)
    {
        events.Compose(string.IsNullOrEmpty(context.DataType) ? "senml" : context.DataType);
        var (absolute, timed) = (true, false);
        for (var i = from; i < to; i++)
        {
            if (Add(_records[i], events) is { } refusal) return new Decoded(null, refusal);
            absolute &= _records[i].Absolute;
            timed |= _records[i].Timed;
        }

        return events.Composed(context, index, timed ? _records[from].Time : null, absolute && timed);
    }

    private static Refusal? Add(in SenMlRecord record, EventDecoder events)
    {
        var name = record.Unit switch
        {
            "lat" => "latitude",
            "lon" => "longitude",
            _ => record.Name,
        };
        return (record.Value is { } value ? events.AddMeasure(name, value) : null)
            ?? (record.Sum is { } sum ? events.AddMeasure(name + ".sum", sum) : null)
            ?? (record.Text is { } text ? events.AddText(name, text, "senml") : null)
            ?? (record.Unit is { } unit && name == record.Name ? events.AddText("unit." + name, unit, "senml") : null);
    }
}
