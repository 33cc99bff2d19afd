namespace ServerlessIot.Domain.Tests.Decoding.Raw;

/// <summary>Payloads of no known format (SOURCES 2).</summary>
public sealed class RawBytesTest
{
    [Theory]
    [InlineData("application/octet-stream")]
    [InlineData("text/plain; charset=utf-8")]
    [InlineData("application/x-vendor")]
    public void Are_kept_as_hex_digits(string contentType)
    {
        var e = Payloads.Accept("hello world", Payloads.Context with { ContentType = contentType });
        Assert.Equal(("temperature", Payloads.Arrived, "record-1#0"), (e.Type, e.Time, e.Id));
        Assert.Empty(e.Measurements);
        Assert.Equal([new("profile", "generic"), new("raw_data", "68656c6c6f20776f726c64")], e.Attributes);
    }

    [Fact]
    public void Have_512_bytes_at_most()
    {
        var context = Payloads.Context with { ContentType = "application/octet-stream", DataType = null };
        var e = Payloads.Decode(new byte[512], context)[0].Event!;
        Assert.Equal(("raw", 1_024), (e.Type, e.Attribute("raw_data").Length));
        Assert.Equal("raw-too-large", Payloads.Decode(new byte[513], context)[0].Refusal!.Code);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/json")]
    [InlineData("application/vnd.vendor+json")]
    [InlineData(null)]
    public void What_is_said_to_be_json_is_refused_as_before(string? contentType)
        => Assert.Equal("not-json", Payloads.Refuse("hello world", Payloads.Context with { ContentType = contentType }).Code);

    [Fact]
    public void White_space_is_nothing() => Assert.Equal("blank", Payloads.Refuse(" \n", Payloads.Context with { ContentType = "text/plain" }).Code);

    [Fact]
    public void Json_is_json_whatever_its_content_type()
        => Assert.Equal(21.5, Payloads.Accept(" {\"value\":21.5}", Payloads.Context with { ContentType = "text/plain" }).Measure("temperature"));
}
