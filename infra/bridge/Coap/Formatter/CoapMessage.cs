using System.Text;

namespace ServerlessIot.Bridge.Coap.Formatter;

/// <summary>One message: RFC 7252, 3.</summary>
internal sealed class CoapMessage
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public required CoapType Type { get; init; }

    public required CoapCode Code { get; init; }

    public required ushort Id { get; init; }

    /// <summary>0 to 8 bytes that the client chose.</summary>
    public byte[] Token { get; init; } = [];

    /// <summary>In the order of their numbers.</summary>
    public List<(CoapOption Number, byte[] Value)> Options { get; } = [];

    public byte[] Payload { get; init; } = [];

    public bool IsRequest => (byte)Code is > 0 and < 32;

    /// <summary>The option's value as a number; null when it is absent. Longer than four bytes: <see cref="uint.MaxValue"/>.</summary>
    public uint? Number(CoapOption option)
    {
        foreach (var (number, value) in Options)
            if (number == option)
                return value.Length > 4 ? uint.MaxValue : value.Aggregate(0u, (sum, b) => (sum << 8) | b);
        return null;
    }

    /// <summary>Every value of an option as text.</summary>
    /// <exception cref="DecoderFallbackException">One is not UTF-8.</exception>
    public IEnumerable<string> Texts(CoapOption option)
    {
        foreach (var (number, value) in Options)
            if (number == option)
                yield return Strict.GetString(value);
    }

    /// <summary>Adds a number in as few bytes as it needs: RFC 7252, 3.2.</summary>
    public CoapMessage With(CoapOption option, uint value)
    {
        var bytes = new List<byte>(4);
        for (; value > 0; value >>= 8)
            bytes.Insert(0, (byte)value);
        Options.Add((option, [.. bytes]));
        return this;
    }

    public CoapMessage With(CoapOption option, byte[] value)
    {
        Options.Add((option, value));
        return this;
    }
}
