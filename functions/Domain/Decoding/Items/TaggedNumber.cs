using System.Globalization;
using System.Numerics;

namespace ServerlessIot.Domain.Decoding.Items;

/// <summary>Numbers that CBOR has no kind for and makes of others by a tag (RFC 8949, sections 3.4.3 and 3.4.4): bignums, decimal fractions and bigfloats.</summary>
internal static class TaggedNumber
{
    private const ulong Bignum = 2, NegativeBignum = 3, DecimalFraction = 4, Bigfloat = 5;

    /// <summary>Bytes of a bignum that is looked at: far more than a measure may have.</summary>
    private const int Most = 128;

    /// <summary>Beyond this exponent every number is 0 or too large for a double, or has more digits than are looked at.</summary>
    private const int MostExponent = 10_000;

    /// <summary>Whether a tag says that its item is a number.</summary>
    internal static bool Is(ulong? tag) => tag is >= Bignum and <= Bigfloat;

    /// <summary>Reads the rest of a tagged number; false when the item is not what its tag says.</summary>
    /// <param name="reader">Stands behind the item's head.</param>
    /// <param name="tag">The tag, of which <see cref="Is"/> holds.</param>
    /// <param name="item">The item.</param>
    /// <param name="number">The number; infinite when a double is too small for it.</param>
    internal static bool TryRead<T>(ref T reader, ulong? tag, in Item item, out double number) where T : struct, IItemReader<T>, allows ref struct
    {
        number = 0;
        if (tag is Bignum or NegativeBignum)
        {
            if (!TryBignum(ref reader, tag, item, out var integer)) return false;
            number = (double)integer;
            return true;
        }

        if (item is not { Kind: ItemKind.Array, Open: false, Bits: 2 } || !reader.TryRead(out var power) || !IsInteger(power)) return false;
        if (!ItemWalk.TryReadPast(ref reader, out var second, out var inner)) return false;
        BigInteger mantissa;
        if (inner is Bignum or NegativeBignum)
        {
            if (!TryBignum(ref reader, inner, second, out mantissa)) return false;
        }
        else
        {
            if (!IsInteger(second)) return false;
            mantissa = Integer(second);
        }

        var exponent = (int)BigInteger.Clamp(Integer(power), -MostExponent, MostExponent);
        // By its digits: 217 / 10 is 21.7; 217 * 0.1 is not.
        number = tag == Bigfloat ? Math.ScaleB((double)mantissa, exponent) : double.Parse(string.Create(CultureInfo.InvariantCulture, $"{mantissa}E{exponent}"), NumberStyles.Float, CultureInfo.InvariantCulture);
        return true;
    }

    private static bool TryBignum<T>(ref T reader, ulong? tag, in Item item, out BigInteger number) where T : struct, IItemReader<T>, allows ref struct
    {
        number = default;
        if (item.Kind != ItemKind.Bytes || item.Length > Most) return false;
        Span<byte> joined = stackalloc byte[Most];
        var bytes = item.Open ? joined[..reader.Join(item, joined)] : reader.Payload.Slice(item.Start, item.Length);
        number = new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
        if (tag == NegativeBignum) number = BigInteger.MinusOne - number;
        return true;
    }

    private static bool IsInteger(in Item item) => item.Kind is ItemKind.Unsigned or ItemKind.Negative;

    private static BigInteger Integer(in Item item) => item.Kind == ItemKind.Unsigned ? item.Bits : item.Signed;
}
