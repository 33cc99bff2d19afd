using System.Globalization;
using System.Text;
using System.Text.Json;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Text;

namespace ServerlessIot.Domain.Decoding;

/// <summary>What was measured.</summary>
internal sealed partial class EventDecoder
{
    private const string TirePressure = "tire_pressure";

    private Refusal? ReadMeasurements(in PayloadContext context)
    {
        switch (_profile)
        {
            case EventProfiles.Factory or EventProfiles.Sensor:
                return ReadText(Take(Known.SensorType), PayloadLimits.TypeBytes, out _type) ?? ReadReading();
            case EventProfiles.Vehicle:
                _type = EventProfiles.Vehicle;
                return ReadNumbers();
            default:
                var named = !string.IsNullOrEmpty(context.DataType);
                _type = named ? context.DataType! : EventProfiles.Generic;
                return ReadValue(named ? _type : KnownFields.NameOf(Known.Value)) ?? ReadNumbers();
        }
    }

    private Refusal? ReadReading()
    {
        if (!_known.Has(Known.Value)) return Refusals.MissingField("value", "reading");
        var at = Take(Known.Value);
        var range = _profile == EventProfiles.Factory ? SensorCatalogue.Factory(_type) : SensorCatalogue.Sensor(_type, UnitText());
        var refusal = ReadNumber(at, null, out var value);
        if (refusal is not null) return refusal;
        if (range is not null && !range.Contains(value)) return Refusals.OutOfRange(_type, _fields.Value(at), range);
        _measurements.Add(new Measurement(_type, value));
        return null;
    }

    private string? UnitText()
    {
        var at = _known[Known.Unit];
        return at >= 0 && _fields[at].Kind == JsonTokenType.String ? TextCache.Get(_fields.Value(at)) : null;
    }

    private Refusal? ReadValue(string name) => _known.Has(Known.Value) ? ReadMeasurement(Take(Known.Value), name) : null;

    /// <summary>Every number at the top is a measure of its own name.</summary>
    private Refusal? ReadNumbers()
    {
        for (var i = 0; i < _fields.Count; i = _fields[i].End)
        {
            if (_fields[i].Taken || _fields[i].Kind == JsonTokenType.Null) continue;
            var name = _fields.Name(i);
            if (_fields[i].Kind == JsonTokenType.Number || IsVehicleNumber(name, i))
            {
                if (ReadMeasurement(i, name) is { } refusal) return refusal;
            }
            else if (name.StartsWith(TirePressure, StringComparison.Ordinal) && ReadTires(i) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    /// <summary>Whether a member of SOURCES 3 must be a number, so that a text there is a fault and no attribute.</summary>
    private bool IsVehicleNumber(string name, int at)
        => _profile == EventProfiles.Vehicle && SensorCatalogue.Vehicle(name) is not null
            && _fields[at].Kind is not (JsonTokenType.StartObject or JsonTokenType.StartArray);

    /// <summary>Pressures of single tires: <c>tire_pressure_1</c> … of an array, <c>tire_pressure_front_left</c> … of an object.</summary>
    private Refusal? ReadTires(int container)
    {
        if (_fields[container].End == container + 1) return null;
        var number = 0;
        for (var i = container + 1; i < _fields[container].End; i = _fields[i].End)
        {
            number++;
            if (_fields[i].Kind == JsonTokenType.Null) continue;
            var tire = _fields[container].Kind == JsonTokenType.StartArray ? number.ToString(CultureInfo.InvariantCulture) : _fields.Name(i);
            if (ReadMeasurement(i, $"{TirePressure}_{tire}") is { } refusal) return refusal;
        }

        _fields[container].Taken = true;
        return null;
    }

    private Refusal? ReadMeasurement(int at, string name)
    {
        if (name.Length > PayloadLimits.NameBytes) return Refusals.NameTooLong(Encoding.UTF8.GetBytes(name));
        foreach (var other in _measurements)
        {
            if (other.Name == name) return Refusals.DuplicateMember(name);
        }

        var range = _profile == EventProfiles.Vehicle ? SensorCatalogue.Vehicle(name) : null;
        if (ReadNumber(at, range, out var value) is { } refusal) return refusal;
        _measurements.Add(new Measurement(name, value));
        return null;
    }

    /// <summary>A member that must be a finite number within a range, if there is one. Takes the member.</summary>
    private Refusal? ReadNumber(int at, SensorRange? range, out double value)
    {
        value = 0;
        _fields[at].Taken = true;
        var name = _fields[at].Name.Length == 0 ? TirePressure : _fields.Name(at);
        if (_fields[at].Kind != JsonTokenType.Number) return WrongType(at, "a number");
        var digits = _fields.Value(at);
        if (!double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out value) || Math.Abs(value) > PayloadLimits.Number)
            return Refusals.NumberTooLarge(name, digits);
        return range is null || range.Contains(value) ? null : Refusals.OutOfRange(name, digits, range);
    }
}
