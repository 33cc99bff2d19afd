using ServerlessIot.Domain.Decoding;
using ServerlessIot.Domain.Tests.Decoding.Encoders;

namespace ServerlessIot.Domain.Tests.Decoding.Items;

/// <summary>Tags are those of RFC 8949, table 5; examples of its appendix A where it has any.</summary>
public sealed class TaggedNumberTest
{
    private static readonly PayloadContext Cbor = Payloads.Context with { ContentType = "application/cbor" };
    private static readonly PayloadContext SenMl = Payloads.Context with { ContentType = "application/senml+cbor" };

    [Theory]
    [InlineData("C249010000000000000000", 18_446_744_073_709_551_616d)]
    [InlineData("C349010000000000000000", -18_446_744_073_709_551_617d)]
    [InlineData("C25F42010047000000000000" + "00FF", 18_446_744_073_709_551_616d)] // in chunks
    [InlineData("C240", 0d)]
    [InlineData("C48221196AB3", 273.15)]
    [InlineData("C4822018D9", 21.7)]
    [InlineData("C4822038D8", -21.7)]
    [InlineData("C4820205", 500d)]
    [InlineData("C48220C24200D9", 21.7)] // its digits are a bignum
    [InlineData("C4823B7FFFFFFFFFFFFFFF05", 0d)] // 5E-9223372036854775808
    [InlineData("C5822003", 1.5)]
    [InlineData("D9D9F7C4822018D9", 21.7)]
    [InlineData("C118D9", 217d)] // a moment is a number as it stands
    public void Is_a_number(string hex, double expected)
    {
        byte[] map = [0xA1, 0x65, .. "value"u8, .. Convert.FromHexString(hex)];
        Assert.Equal(expected, Assert.Single(Payloads.Decode(map, Cbor)).Event!.Measure("temperature"));
        byte[] record = [0x81, 0xA2, 0x00, 0x61, (byte)'a', 0x02, .. Convert.FromHexString(hex)];
        Assert.Equal(expected, Assert.Single(Payloads.Decode(record, SenMl)).Event!.Measure("a"));
    }

    [Theory]
    [InlineData("C4821A000F424001", "number-too-large")] // 1E1000000
    [InlineData("C24101" + "00", "trailing-data")]
    [InlineData("C401", "wrong-type")]
    [InlineData("C48101", "wrong-type")]
    [InlineData("C482F90001" + "01", "wrong-type")]
    [InlineData("C4820161" + "61", "wrong-type")]
    [InlineData("C48201C26161", "wrong-type")]
    [InlineData("C26161", "wrong-type")]
    [InlineData("C582F601", "wrong-type")]
    public void What_is_not_as_its_tag_says_is_refused(string hex, string code)
    {
        byte[] map = [0xA1, 0x65, .. "value"u8, .. Convert.FromHexString(hex)];
        Assert.Equal(code, Assert.Single(Payloads.Decode(map, Cbor)).Refusal!.Code);
    }

    [Fact]
    public void A_bignum_of_many_bytes_is_refused_and_its_neighbours_go_on()
    {
        var bytes = new CborWriter().Tag(2).Value(new byte[129]).Written;
        byte[] events = [0x82, 0xA1, 0x61, (byte)'a', .. bytes, 0xA1, 0x61, (byte)'b', 0x01];
        Assert.Equal(["wrong-type", null], Payloads.Decode(events, Cbor).Select(result => result.Refusal?.Code));
        byte[] large = [0xA1, 0x61, (byte)'a', .. new CborWriter().Tag(2).Value(Enumerable.Repeat((byte)0xFF, 128).ToArray()).Written];
        Assert.Equal("number-too-large", Assert.Single(Payloads.Decode(large, Cbor)).Refusal!.Code);
    }

    [Fact]
    public void Is_a_text_where_numbers_are_texts()
    {
        byte[] map = [0xA2, 0x61, (byte)'v', 0x01, 0x68, .. "metadata"u8, 0xA1, 0x61, (byte)'x', 0xC4, 0x82, 0x20, 0x18, 0xD9];
        Assert.Equal("21.7", Assert.Single(Payloads.Decode(map, Cbor)).Event!.Attribute("x"));
    }
}
