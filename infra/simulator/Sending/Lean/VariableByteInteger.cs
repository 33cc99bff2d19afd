namespace ServerlessIot.Simulator.Sending.Lean;

/// <summary>MQTT's encoding of lengths (MQTT 5, section 1.5.5): seven bits a byte, lowest first.</summary>
internal static class VariableByteInteger
{
    /// <summary>Longest encoding.</summary>
    public const int MaxLength = 4;

    /// <summary>Writes the value and returns how many bytes that took.</summary>
    public static int Write(Span<byte> destination, int value)
    {
        var length = 0;
        do
        {
            var digit = (byte)(value & 127);
            value >>= 7;
            destination[length++] = value > 0 ? (byte)(digit | 128) : digit;
        }
        while (value > 0);
        return length;
    }

    /// <summary>Reads a value. Length 0: more bytes are needed; negative: malformed.</summary>
    public static int Read(ReadOnlySpan<byte> source, out int length)
    {
        var value = 0;
        for (length = 0; length < source.Length && length < MaxLength;)
        {
            var digit = source[length];
            value |= (digit & 127) << (7 * length++);
            if (digit < 128)
                return value;
        }
        length = length == MaxLength ? -1 : 0;
        return 0;
    }
}
