using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ServerlessIot.Domain.Decoding;

/// <summary>Time, id and status.</summary>
internal sealed partial class EventDecoder
{
    private static readonly Known[] IdMembers = [Known.EventId, Known.MessageId, Known.Id];

    private Refusal? ReadTime(in PayloadContext context, out long time, out bool timed)
    {
        time = context.Base;
        var member = _known.Has(Known.Timestamp) ? Known.Timestamp : Known.Time;
        timed = _known.Has(member);
        if (!timed)
        {
            if (context.Envelope?.Time is not { } sent) return null;
            (time, timed) = (sent, true);
            return null;
        }

        var at = Take(member);
        return EventTime.Read(KnownFields.NameOf(member), _fields[at].Kind, _fields.Value(at), context.Arrived, out time);
    }

    /// <summary>
    /// The publisher's own id; else, if the payload carries its time, the hash that a retransmission shares, and no id yet: it follows from the content;
    /// else the record's id, which a retransmission does not share.
    /// </summary>
    private Refusal? ReadId(in PayloadContext context, int? index, bool timed, out string? id, out string? hash)
    {
        (id, hash) = (null, null);
        foreach (var member in IdMembers)
        {
            if (!_known.Has(member)) continue;
            var at = Take(member);

            // Some devices call themselves "id"; taken for an event id it would make every later event a duplicate.
            if (member == Known.Id && Encoding.UTF8.GetString(_fields.Value(at)) == context.Device) continue;
            if (_fields[at].Kind != JsonTokenType.Number) return ReadText(at, PayloadLimits.NameBytes, out id);
            id = Encoding.UTF8.GetString(_fields.Value(at));
            return id.Length > PayloadLimits.NameBytes ? Refusals.TextTooLong(_fields.NameBytes(at), PayloadLimits.NameBytes) : null;
        }

        Identify(context, index, timed, out id, out hash);
        return null;
    }

    /// <summary>Of an event without an id of its own: that of the envelope; else a hash when it is timed; else the record's.</summary>
    private void Identify(in PayloadContext context, int? index, bool timed, out string? id, out string? hash)
    {
        (id, hash) = (null, null);
        if (context.Envelope is { Id: { } sent } envelope)
        {
            // Within the envelope: its data may be several frames, each with events from 0.
            var place = Math.Max(0, (Place(index) ?? 0) - envelope.First);
            id = index is null && place == 0 ? sent : Indexed(sent, place);
        }
        else if (timed) hash = Indexed(_hash.Of(context, _payload.Span), Place(index));
        else id = Indexed(context.RecordId, Place(index) ?? 0);
    }

    /// <summary>Events of one array may be equal.</summary>
    private static string Indexed(string id, int? index) => index is { } place ? string.Create(CultureInfo.InvariantCulture, $"{id}#{place}") : id;

    private Refusal? ReadStatus()
    {
        if (!_known.Has(Known.Status)) return null;
        if (_fields[_known[Known.Status]].Kind == JsonTokenType.String) return ReadText(Take(Known.Status), PayloadLimits.TypeBytes, out _status!);

        // A generic device may count its states; the number is a measure then.
        return _profile == Events.EventProfiles.Generic ? null : WrongType(Take(Known.Status), "a text");
    }
}
