using System.Globalization;
using System.Text.Json;

namespace ServerlessIot.Domain.Decoding;

/// <summary>Fills the table from formats other than JSON, within the same limits.</summary>
internal sealed partial class FieldTable
{
    /// <summary>Longest digits of a number: a double's shortest text that reads back.</summary>
    private const int LongestDigits = 32;

    private int _open;
    private int _levels;

    /// <summary>Starts an event.</summary>
    /// <param name="levels">Levels of the payload that are open, the event's own included.</param>
    internal void Begin(int levels)
    {
        Count = 0;
        _unescapedLength = 0;
        _open = -1;
        _levels = levels;
    }

    /// <summary>Checks the name of the next member of the open container.</summary>
    internal Refusal? Name(Slice name)
        => name.Length > PayloadLimits.NameBytes ? Refusals.NameTooLong(Bytes(name)) : CheckName(_open, name);

    /// <summary>Adds a scalar.</summary>
    internal Refusal? Put(JsonTokenType kind, Slice name, Slice value = default)
    {
        if (Count == PayloadLimits.Members) return Refusals.TooManyMembers;
        if (kind == JsonTokenType.String && value.Length > PayloadLimits.TextBytes) return Refusals.TextTooLong(Bytes(name), PayloadLimits.TextBytes);
        _fields[Count] = new Field(_open, kind, name, value) { End = Count + 1 };
        Count++;
        return null;
    }

    /// <summary>Adds an object or array, which the following members belong to until it is closed.</summary>
    internal Refusal? Open(JsonTokenType kind, Slice name)
    {
        if (_levels >= PayloadLimits.Depth) return Refusals.TooDeep;
        if (Put(kind, name) is { } refusal) return refusal;
        _open = Count - 1;
        _levels++;
        return null;
    }

    /// <summary>Ends the object or array that was opened last.</summary>
    internal void Close()
    {
        _fields[_open].End = Count;
        _open = _fields[_open].Parent;
        _levels--;
    }

    /// <summary>Makes the members of a container members of the event, under the names that <paramref name="rename"/> gives them.</summary>
    internal void Lift(int container, Func<string, string?> rename)
    {
        for (var i = container + 1; i < _fields[container].End; i = _fields[i].End)
        {
            if (rename(Name(i)) is { } name) Rename(i, name);
            _fields[i] = _fields[i] with { Parent = _fields[container].Parent };
        }

        _fields[container] = _fields[container] with { Kind = JsonTokenType.Null, End = container + 1 };
    }

    /// <summary>Gives a field another name.</summary>
    internal void Rename(int index, string name)
    {
        var room = Room(name.Length * 3);
        _fields[index] = _fields[index] with { Name = Taken(System.Text.Encoding.UTF8.GetBytes(name, room)) };
    }

    /// <summary>The text of a slice.</summary>
    internal string NameOf(Slice name) => ServerlessIot.Domain.Text.TextCache.Get(Bytes(name));

    /// <summary>The bytes of a slice.</summary>
    internal ReadOnlySpan<byte> BytesOf(Slice slice) => Bytes(slice);

    /// <summary>Whether the event has a member of this name.</summary>
    internal bool Has(ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < Count; i = _fields[i].End)
        {
            if (_fields[i].Kind != JsonTokenType.Null && NameBytes(i).SequenceEqual(name)) return true;
        }

        return false;
    }

    /// <summary>Whether a container has a member of this name.</summary>
    internal bool Has(int container, ReadOnlySpan<byte> name)
    {
        for (var i = container + 1; i < _fields[container].End; i = _fields[i].End)
        {
            if (NameBytes(i).SequenceEqual(name)) return true;
        }

        return false;
    }

    /// <summary>A text of the table's own.</summary>
    internal Slice Own(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Room(text.Length));
        return Taken(text.Length);
    }

    /// <summary>Bytes as lower-case hex digits.</summary>
    internal Slice Hex(ReadOnlySpan<byte> bytes)
    {
        Convert.TryToHexStringLower(bytes, Room(bytes.Length * 2), out var length);
        return Taken(length);
    }

    /// <summary>Digits of a number.</summary>
    internal Slice Digits<T>(T number) where T : IUtf8SpanFormattable
    {
        number.TryFormat(Room(LongestDigits), out var length, default, CultureInfo.InvariantCulture);
        return Taken(length);
    }

    /// <summary>Room for a text of the table's own, which <see cref="Taken"/> ends.</summary>
    internal Span<byte> Room(int length)
    {
        if (_unescaped.Length - _unescapedLength < length) Array.Resize(ref _unescaped, (_unescapedLength + length) * 2);
        return _unescaped.AsSpan(_unescapedLength, length);
    }

    /// <summary>The text that was written into the room.</summary>
    internal Slice Taken(int length)
    {
        var text = new Slice(_unescapedLength, length, true);
        _unescapedLength += length;
        return text;
    }
}
