using System.Text.Json;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Decoding;

/// <summary>Where the device was: members of the event itself, or an object <c>location</c>.</summary>
internal sealed partial class EventDecoder
{
    private Refusal? ReadPosition()
    {
        if (_known.Has(Known.Latitude) || _known.Has(Known.Longitude))
            return SetPosition(_known[Known.Latitude], _known[Known.Longitude], _known[Known.Altitude]);

        var location = _known[Known.Location];
        if (location < 0 || _fields[location].Kind == JsonTokenType.String) return null;
        if (_fields[location].Kind != JsonTokenType.StartObject) return WrongType(location, "a text, or an object with latitude and longitude");
        int latitude = -1, longitude = -1, altitude = -1;
        for (var i = location + 1; i < _fields[location].End; i = _fields[i].End)
        {
            if (_fields[i].Kind == JsonTokenType.Null) continue;
            var name = _fields.NameBytes(i);
            if (name.SequenceEqual("latitude"u8) || name.SequenceEqual("lat"u8)) latitude = i;
            else if (name.SequenceEqual("longitude"u8) || name.SequenceEqual("lon"u8) || name.SequenceEqual("lng"u8)) longitude = i;
            else if (name.SequenceEqual("altitude"u8) || name.SequenceEqual("alt"u8)) altitude = i;
        }

        return latitude < 0 && longitude < 0 ? null : SetPosition(latitude, longitude, altitude);
    }

    private Refusal? SetPosition(int latitude, int longitude, int altitude)
    {
        if (latitude < 0) return Refusals.MissingField("latitude", "position");
        if (longitude < 0) return Refusals.MissingField("longitude", "position");
        double east = 0, height = 0;
        var refusal = ReadNumber(latitude, SensorCatalogue.Latitude, out var north)
            ?? ReadNumber(longitude, SensorCatalogue.Longitude, out east)
            ?? (altitude < 0 ? null : ReadNumber(altitude, SensorCatalogue.Altitude, out height));
        if (refusal is null) _position = new Position(north, east, altitude < 0 ? null : height);
        return refusal;
    }
}
