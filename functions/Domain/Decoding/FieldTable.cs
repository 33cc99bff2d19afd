using System.Text.Json;
using ServerlessIot.Domain.Text;

namespace ServerlessIot.Domain.Decoding;

/// <summary>
/// One event of a payload, flattened in a single pass; it is used again for the next event. All limits are checked here, so what reads it need not.
/// </summary>
internal sealed partial class FieldTable
{
    private readonly Field[] _fields = new Field[PayloadLimits.Members];
    private ReadOnlyMemory<byte> _payload;
    private byte[] _unescaped = new byte[1_024];
    private int _unescapedLength;

    /// <summary>Fields of the event.</summary>
    internal int Count { get; private set; }

    /// <summary>A field by its index.</summary>
    internal ref Field this[int index] => ref _fields[index];

    /// <summary>Starts with another payload; the default lets go of it.</summary>
    internal void Use(ReadOnlyMemory<byte> payload)
    {
        _payload = payload;
        Count = 0;
    }

    /// <summary>Bytes of a field's text or digits.</summary>
    internal ReadOnlySpan<byte> Value(int index) => Bytes(_fields[index].Value);

    /// <summary>Name of a field.</summary>
    internal string Name(int index) => TextCache.Get(Bytes(_fields[index].Name));

    /// <summary>Name of a field as bytes.</summary>
    internal ReadOnlySpan<byte> NameBytes(int index) => Bytes(_fields[index].Name);

    /// <summary>Reads the object at whose start the reader stands, up to its end, whether it is refused or not.</summary>
    /// <exception cref="JsonException">The payload is not JSON from here on.</exception>
    internal Refusal? Read(ref Utf8JsonReader json)
    {
        Count = 0;
        _unescapedLength = 0;
        var top = json.CurrentDepth;
        var refusal = ReadFields(ref json, top);
        while (refusal is not null && json.CurrentDepth > top && json.Read())
        {
            // A refused object is read to its end, so that its neighbours get their turn.
        }

        return refusal;
    }

    private Refusal? ReadFields(ref Utf8JsonReader json, int top)
    {
        var parent = -1;
        var name = default(Slice);
        while (json.Read())
        {
            switch (json.TokenType)
            {
                case JsonTokenType.PropertyName:
                    if (ReadName(ref json, parent, out name) is { } refusedName) return refusedName;
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    if (json.CurrentDepth == top) return null;
                    _fields[parent].End = Count;
                    parent = _fields[parent].Parent;
                    name = default;
                    break;
                default:
                    if (Add(ref json, parent, name) is { } refusedValue) return refusedValue;
                    if (json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray) parent = Count - 1;
                    name = default;
                    break;
            }
        }

        return null;
    }

    private Refusal? ReadName(ref Utf8JsonReader json, int parent, out Slice name)
    {
        if (Text(ref json, PayloadLimits.NameBytes, out name) is { } code)
        {
            return code == RefusalCodes.TextTooLong ? Refusals.NameTooLong(json.ValueSpan) : Refusals.BadEscape;
        }

        return CheckName(parent, name);
    }

    private Refusal? CheckName(int parent, Slice name)
    {
        if (name.Length == 0) return Refusals.EmptyName;
        var bytes = Bytes(name);
        for (var i = Count - 1; i > parent; i--)
        {
            if (_fields[i].Parent == parent && _fields[i].Name.Length == name.Length && Bytes(_fields[i].Name).SequenceEqual(bytes))
                return Refusals.DuplicateMember(bytes);
        }

        return null;
    }

    private Refusal? Add(ref Utf8JsonReader json, int parent, Slice name)
    {
        if (Count == PayloadLimits.Members) return Refusals.TooManyMembers;
        var kind = json.TokenType;
        if (kind is JsonTokenType.StartObject or JsonTokenType.StartArray && json.CurrentDepth >= PayloadLimits.Depth) return Refusals.TooDeep;

        var value = default(Slice);
        if (kind == JsonTokenType.Number)
        {
            // It may become a text.
            if (json.ValueSpan.Length > PayloadLimits.TextBytes) return Refusals.TextTooLong(Bytes(name), PayloadLimits.TextBytes);
            value = new Slice((int)json.TokenStartIndex, json.ValueSpan.Length, false);
        }
        else if (kind == JsonTokenType.String && Text(ref json, PayloadLimits.TextBytes, out value) is { } code)
            return code == RefusalCodes.TextTooLong ? Refusals.TextTooLong(Bytes(name), PayloadLimits.TextBytes) : Refusals.BadEscape;

        _fields[Count] = new Field(parent, kind, name, value) { End = Count + 1 };
        Count++;
        return null;
    }

    /// <summary>Where the text is that the reader stands at; a refusal code when it is too long or holds an impossible escape.</summary>
    private string? Text(ref Utf8JsonReader json, int limit, out Slice text)
    {
        var length = json.ValueSpan.Length;
        text = new Slice((int)json.TokenStartIndex + 1, length, false);
        if (!json.ValueIsEscaped) return length <= limit ? null : RefusalCodes.TextTooLong;

        // The longest escape of a one-byte character takes six.
        if (length > limit * 6) return RefusalCodes.TextTooLong;
        if (_unescaped.Length - _unescapedLength < length) Array.Resize(ref _unescaped, (_unescaped.Length + length) * 2);
        try
        {
            length = json.CopyString(_unescaped.AsSpan(_unescapedLength));
        }
        catch (InvalidOperationException)
        {
            return RefusalCodes.InvalidUtf8;
        }

        text = new Slice(_unescapedLength, length, true);
        _unescapedLength += length;
        return length <= limit ? null : RefusalCodes.TextTooLong;
    }

    private ReadOnlySpan<byte> Bytes(Slice slice)
        => slice.Unescaped ? _unescaped.AsSpan(slice.Start, slice.Length) : _payload.Span.Slice(slice.Start, slice.Length);
}
