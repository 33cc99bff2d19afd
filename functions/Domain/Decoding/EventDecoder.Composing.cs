using System.Text;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Decoding;

/// <summary>Makes events of formats that name measures by themselves, instead of members with a meaning.</summary>
internal sealed partial class EventDecoder
{
    private const string LatitudeName = "latitude";
    private const string LongitudeName = "longitude";
    private const string AltitudeName = "altitude";

    /// <summary>Measures of the event so far.</summary>
    internal int Measures => _measurements.Count;

    /// <summary>Starts an event of the given kind.</summary>
    internal void Compose(string type)
    {
        Clear();
        (_profile, _type) = (EventProfiles.Generic, type);
        _attributes.Add(new KeyValuePair<string, string>(EventProfiles.Attribute, _profile));
    }

    /// <summary>Adds a measure.</summary>
    internal Refusal? AddMeasure(string name, double value)
    {
        if (name.Length == 0) return Refusals.EmptyName;
        if (name.Length > PayloadLimits.NameBytes) return Refusals.NameTooLong(Encoding.UTF8.GetBytes(name));
        if (!double.IsFinite(value)) return Refusals.NoFiniteNumber(name);
        if (Math.Abs(value) > PayloadLimits.Number) return Refusals.NumberTooLarge(name, value);
        if (_measurements.Count == PayloadLimits.Members) return Refusals.TooManyMembers;
        foreach (var other in _measurements)
        {
            if (other.Name == name) return Refusals.DuplicateMember(name);
        }

        _measurements.Add(new Measurement(name, value));
        return null;
    }

    /// <summary>Adds a text. Where the name is taken it becomes <paramref name="family"/>.name.</summary>
    internal Refusal? AddText(string name, string text, string family)
    {
        if (name.Length == 0) return Refusals.EmptyName;
        if (_attributes.Count > PayloadLimits.Members) return Refusals.TooManyMembers;
        return Add(name, text, family);
    }

    /// <summary>Ends the event.</summary>
    /// <param name="context">What is known besides.</param>
    /// <param name="index">Index in the payload; null when it is its only event.</param>
    /// <param name="time">When it was measured, Unix milliseconds; null when the payload does not say.</param>
    /// <param name="retold">Whether a retransmission would show the same time.</param>
    /// <param name="status">State that the device named.</param>
    internal Decoded Composed(in PayloadContext context, int? index, long? time, bool retold, string? status = null)
    {
        var at = time ?? context.Envelope?.Time ?? context.Base;
        if (time is not null && EventTime.Check("time", at, context.Arrived) is { } refusedTime) return new Decoded(null, refusedTime);
        _status = status;
        if ((TakePosition() ?? AddEnvelope(context)) is { } refusal) return new Decoded(null, refusal);
        Identify(context, index, retold || (time is null && context.Envelope?.Time is not null), out var id, out var hash);
        return new Decoded(Make(context, index, id, at), null, hash);
    }

    /// <summary>Measures that say where the device was are its position; one coordinate alone stays a measure.</summary>
    private Refusal? TakePosition()
    {
        int latitude = Find(LatitudeName), longitude = Find(LongitudeName), altitude = Find(AltitudeName);
        if (latitude < 0 || longitude < 0) return null;
        var (north, east) = (_measurements[latitude].Value, _measurements[longitude].Value);
        double? height = altitude < 0 ? null : _measurements[altitude].Value;
        if (!SensorCatalogue.Latitude.Contains(north)) return Refusals.OutOfRange(LatitudeName, north, SensorCatalogue.Latitude);
        if (!SensorCatalogue.Longitude.Contains(east)) return Refusals.OutOfRange(LongitudeName, east, SensorCatalogue.Longitude);
        if (height is { } metres && !SensorCatalogue.Altitude.Contains(metres)) return Refusals.OutOfRange(AltitudeName, metres, SensorCatalogue.Altitude);
        _position = new Position(north, east, height);
        _measurements.RemoveAll(measurement => measurement.Name is LatitudeName or LongitudeName or AltitudeName);
        return null;
    }

    private int Find(string name)
    {
        for (var i = 0; i < _measurements.Count; i++)
        {
            if (_measurements[i].Name == name) return i;
        }

        return -1;
    }
}
