namespace ServerlessIot.Bridge.Coap.Blocks;

/// <summary>Value of Block1 and Block2: RFC 7959, 2.2.</summary>
/// <param name="Number">From 0; 20 bits.</param>
/// <param name="More">Further blocks follow.</param>
/// <param name="SizeExponent">Blocks have 2^(exponent + 4) bytes; 0 to 6.</param>
internal readonly record struct BlockOption(int Number, bool More, int SizeExponent)
{
    /// <summary>The largest blocks, 1,024 bytes.</summary>
    public const int Largest = 6;

    /// <summary>Bytes of a block.</summary>
    public int Size => 1 << (SizeExponent + 4);

    /// <summary>Where the block begins.</summary>
    public int Offset => Number << (SizeExponent + 4);

    public uint Value => (uint)((Number << 4) | (More ? 8 : 0) | SizeExponent);

    /// <returns>False when the value has more than three bytes, or the reserved exponent 7.</returns>
    public static bool TryRead(uint value, out BlockOption block)
    {
        block = new BlockOption((int)(value >> 4), (value & 8) != 0, (int)(value & 7));
        return value <= 0xFFFFFF && block.SizeExponent <= Largest;
    }
}
