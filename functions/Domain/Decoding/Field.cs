using System.Text.Json;

namespace ServerlessIot.Domain.Decoding;

/// <summary>One member or array element of an event, in the order of the payload: a container is followed by its contents.</summary>
/// <param name="Parent">Index of the container; −1 at the top.</param>
/// <param name="Kind">Kind of the value: String, Number, True, False, Null, StartObject or StartArray.</param>
/// <param name="Name">Its name; empty in an array.</param>
/// <param name="Value">Unescaped text, or the digits of a number.</param>
internal record struct Field(int Parent, JsonTokenType Kind, Slice Name, Slice Value)
{
    /// <summary>Index after the last field of its contents; the next index for a scalar.</summary>
    internal int End { get; set; }

    /// <summary>Whether a shape has made use of it.</summary>
    internal bool Taken { get; set; }
}

/// <summary>A stretch of bytes.</summary>
/// <param name="Start">First byte.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Unescaped">In the table's own buffer of unescaped texts instead of the payload.</param>
internal readonly record struct Slice(int Start, int Length, bool Unescaped);
