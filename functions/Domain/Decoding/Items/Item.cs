namespace ServerlessIot.Domain.Decoding.Items;

/// <summary>One value, or the head of a container.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Bits">The number's bits; the elements of an array, the pairs of a map; a moment's seconds; a tag's number.</param>
/// <param name="Start">First byte of a text or of bytes.</param>
/// <param name="Length">Their number of bytes.</param>
/// <param name="Open">Of an array or map: whether its end is marked instead of counted. Of a text or bytes: whether it comes in chunks, heads included.</param>
internal readonly record struct Item(ItemKind Kind, ulong Bits = 0, int Start = 0, int Length = 0, bool Open = false)
{
    /// <summary>A number below 0.</summary>
    internal long Signed => (long)Bits;

    /// <summary>A number of single precision.</summary>
    internal float Single => BitConverter.UInt32BitsToSingle((uint)Bits);

    /// <summary>A number of double precision.</summary>
    internal double Double => BitConverter.UInt64BitsToDouble(Bits);
}
