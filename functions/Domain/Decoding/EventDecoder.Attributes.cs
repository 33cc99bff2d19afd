using System.Globalization;
using System.Text;
using System.Text.Json;
using ServerlessIot.Domain.Text;

namespace ServerlessIot.Domain.Decoding;

/// <summary>Everything else that the payload says becomes text attributes, so that nothing of an accepted event is dropped.</summary>
internal sealed partial class EventDecoder
{
    private Refusal? ReadAttributes()
    {
        var metadata = _known[Known.Metadata];
        if (metadata >= 0 && _fields[metadata].Kind != JsonTokenType.StartObject) metadata = -1;
        for (var i = 0; i < _fields.Count; i = _fields[i].End)
        {
            if (_fields[i].Taken || i == metadata) continue;
            if (AddAttribute(i, _fields.Name(i), "payload") is { } refusal) return refusal;
        }

        // Last, so that wherever metadata stands in the payload its members never take the name of the event's own, such as unit.
        return metadata < 0 ? null : AddContents(metadata, "");
    }

    /// <summary>Adds one field as <paramref name="path"/>; an object's members as path.name; an array of scalars joined by commas.</summary>
    private Refusal? AddAttribute(int at, string path, string family)
    {
        switch (_fields[at].Kind)
        {
            case JsonTokenType.Null: return null;
            case JsonTokenType.StartObject: return AddContents(at, path);
            case JsonTokenType.StartArray when IsFlat(at):
                var text = Join(at);
                if (Encoding.UTF8.GetByteCount(text) > PayloadLimits.TextBytes) return Refusals.TextTooLong(Encoding.UTF8.GetBytes(path), PayloadLimits.TextBytes);
                return text.Length > 0 ? Add(path, text, family) : null;
            case JsonTokenType.StartArray: return AddContents(at, path);
            default: return Add(path, Text(at), family);
        }
    }

    private Refusal? AddContents(int container, string path)
    {
        var number = 0;
        for (var i = container + 1; i < _fields[container].End; i = _fields[i].End)
        {
            number++;
            if (_fields[i].Taken) continue;
            var name = _fields[container].Kind == JsonTokenType.StartArray ? number.ToString(CultureInfo.InvariantCulture) : _fields.Name(i);
            if (AddAttribute(i, path.Length == 0 ? name : $"{path}.{name}", KnownFields.NameOf(Known.Metadata)) is { } refusal) return refusal;
        }

        return null;
    }

    /// <summary>Adds an attribute; where the name is taken (a metadata member called unit, for example) under family.name.</summary>
    private Refusal? Add(string name, string text, string family)
    {
        if (IsTaken(name)) name = $"{family}.{name}";
        if (IsTaken(name)) return Refusals.DuplicateMember(name);
        if (name.Length > PayloadLimits.NameBytes) return Refusals.NameTooLong(Encoding.UTF8.GetBytes(name));
        _attributes.Add(new KeyValuePair<string, string>(name, text));
        return null;
    }

    /// <summary>What the envelope says besides its data. The data's own names go first.</summary>
    private Refusal? AddEnvelope(in PayloadContext context)
    {
        if (context.Envelope is not { } envelope) return null;
        foreach (var (name, text) in envelope.Attributes)
        {
            if (Add(name, text, "cloudevent") is { } refusal) return refusal;
        }

        return null;
    }

    private bool IsTaken(string name)
    {
        foreach (var attribute in _attributes)
        {
            if (attribute.Key == name) return true;
        }

        return false;
    }

    private bool IsFlat(int array)
    {
        for (var i = array + 1; i < _fields[array].End; i++)
        {
            if (_fields[i].Kind is JsonTokenType.StartObject or JsonTokenType.StartArray) return false;
        }

        return true;
    }

    private string Join(int array)
    {
        var text = new StringBuilder();
        for (var i = array + 1; i < _fields[array].End; i++)
        {
            if (_fields[i].Kind == JsonTokenType.Null) continue;
            if (text.Length > 0) text.Append(',');
            text.Append(Text(i));
        }

        return text.ToString();
    }

    private string Text(int at) => _fields[at].Kind switch
    {
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        _ => TextCache.GetValue(_fields.Value(at)),
    };
}
