using System.Text.Json;

namespace ServerlessIot.Domain.Decoding;

/// <summary>
/// Envelopes of SOURCES 2 (<c>message_id</c>, <c>device_id</c>, <c>ingestion_time</c> …) and 5 (<c>id</c>, <c>type</c>, <c>source</c>, <c>timestamp</c>) around an object
/// <c>data</c>: its members become those of the event. The envelope's own stay attributes, where a name is taken as <c>envelope.NAME</c>.
/// </summary>
internal sealed partial class EventDecoder
{
    private const string EnvelopeName = "envelope";
    private bool _unwrapped;

    private void Unwrap()
    {
        var data = _known[Known.Data];
        _unwrapped = data >= 0 && _fields[data].Kind == JsonTokenType.StartObject && IsEnvelope();
        if (!_unwrapped) return;
        for (var i = 0; i < _fields.Count; i = _fields[i].End)
        {
            if (i == data || _fields[i].Kind == JsonTokenType.Null) continue;
            var taken = _fields.Has(data, _fields.NameBytes(i));
            // What the gateway counts is no measure of the device.
            if (_fields[i].Kind == JsonTokenType.Number && (taken || (i != _known[Known.Timestamp] && i != _known[Known.Time]))) _fields[i] = _fields[i] with { Kind = JsonTokenType.String };
            if (taken) _fields.Rename(i, $"{EnvelopeName}.{_fields.Name(i)}");
        }

        _fields.Lift(data, static _ => null);
        _known.Find(_fields);
    }

    private bool IsEnvelope()
        => (_known.Has(Known.MessageId) && _known.Has(Known.DeviceId) && _fields.Has("ingestion_time"u8))
            || (_known.Has(Known.Id) && _known.Has(Known.Timestamp) && _fields.Has("type"u8) && _fields.Has("source"u8));
}
