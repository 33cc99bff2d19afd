namespace ServerlessIot.Domain.Archive.Columns.Coding;

/// <summary>
/// Arithmetic coder of single binary decisions. One class for both directions: each method takes the value to write and returns the value
/// that was written or read, so that the same code writes and reads a chunk and the two cannot drift apart.
/// </summary>
internal sealed class BinaryCoder
{
    // A decoder looks four bytes ahead; behind the end it reads zeros.
    private const int Ahead = 4;
    private const int Half = 1 << (Squash.Bits - 1);
    private byte[] _bytes;
    private int _at;
    private uint _low;
    private uint _high = uint.MaxValue;
    private uint _code;

    /// <summary>A coder that writes.</summary>
    internal BinaryCoder() => _bytes = new byte[1024];

    /// <summary>A coder that reads.</summary>
    internal BinaryCoder(ReadOnlySpan<byte> from)
    {
        _bytes = from.ToArray();
        Reading = true;
        for (var i = 0; i < Ahead; i++) _code = (_code << 8) | Next();
    }

    /// <summary>Whether it reads; else it writes.</summary>
    internal bool Reading { get; }

    /// <summary>Codes one decision.</summary>
    /// <param name="bit">0 or 1; any when reading.</param>
    /// <param name="one">Probability of a 1, of 4096; 1 to 4095.</param>
    internal int Code(int bit, int one)
    {
        var middle = _low + (uint)(((ulong)(_high - _low) * (uint)one) >> Squash.Bits);
        if (Reading) bit = _code <= middle ? 1 : 0;
        if (bit != 0) _high = middle;
        else _low = middle + 1;
        while (((_low ^ _high) & 0xFF00_0000) == 0) Shift();
        return bit;
    }

    /// <summary>Codes the low bits of a value as they are, highest first.</summary>
    /// <param name="value">The value; any when reading.</param>
    /// <param name="bits">How many, 0 to 64.</param>
    internal ulong Plain(ulong value, int bits)
    {
        ulong coded = 0;
        while (--bits >= 0) coded = (coded << 1) | (uint)Code((int)(value >> bits) & 1, Half);
        return coded;
    }

    /// <summary>What was written: as few bytes as tell the last decision.</summary>
    internal byte[] Finish()
    {
        for (var bytes = 0; ; bytes++)
        {
            // The smallest number with so many leading bytes and zeros behind them that is not below the interval.
            var rest = bytes == 4 ? 0 : uint.MaxValue >> (8 * bytes);
            var value = (uint)Math.Min((_low + (ulong)rest) & ~(ulong)rest, uint.MaxValue);
            if (value < _low || value > _high || (value & rest) != 0) continue;
            for (var i = 0; i < bytes; i++) Append((byte)(value >> (24 - (8 * i))));
            return _bytes[.._at];
        }
    }

    /// <summary>When reading: checks that the last decision was told by the last byte.</summary>
    /// <exception cref="ChunkCorruptException">Bytes are missing, or some are left.</exception>
    internal void End()
    {
        if (_at < _bytes.Length || _at > _bytes.Length + Ahead) throw new ChunkCorruptException("The chunk's columns end before or behind its last byte.");
    }

    private void Shift()
    {
        if (Reading) _code = (_code << 8) | Next();
        else Append((byte)(_high >> 24));
        _low <<= 8;
        _high = (_high << 8) | 0xFF;
    }

    private byte Next()
    {
        var at = _at++;
        if (at < _bytes.Length) return _bytes[at];
        if (at > _bytes.Length + Ahead) throw new ChunkCorruptException("The chunk ends before its columns do.");
        return 0;
    }

    private void Append(byte value)
    {
        if (_at == _bytes.Length) Array.Resize(ref _bytes, _bytes.Length * 2);
        _bytes[_at++] = value;
    }
}
