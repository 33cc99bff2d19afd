namespace ServerlessIot.Domain.Tests.Decoding;

public sealed class EventTimesTest
{
    [Theory]
    [InlineData("1795168799123", 1_795_168_799_123)] // Unix milliseconds
    [InlineData("1795168799", 1_795_168_799_000)] // Unix seconds
    [InlineData("1795168799.5", 1_795_168_799_500)] // Python's time.time()
    [InlineData("1.795168799123e12", 1_795_168_799_123)]
    [InlineData("946684800", 946_684_800_000)] // the first moment of 2000
    [InlineData("\"2026-11-20T09:59:59Z\"", 1_795_168_799_000)]
    [InlineData("\"2026-11-20T09:59:59.1239999Z\"", 1_795_168_799_123)]
    [InlineData("\"2026-11-20T10:59:59.5+01:00\"", 1_795_168_799_500)]
    [InlineData("\"2026-11-20T05:29:59-0430\"", 1_795_168_799_000)]
    [InlineData("\"2026-11-20T10:59+01\"", 1_795_168_740_000)]
    [InlineData("\"2026-11-20t09:59:59,25z\"", 1_795_168_799_250)]
    [InlineData("\"2026-11-20 09:59:59\"", 1_795_168_799_000)] // no offset is UTC
    [InlineData("\"2016-12-31T23:59:60Z\"", 1_483_228_800_000)] // a leap second
    [InlineData("\"2024-02-29T00:00:00Z\"", 1_709_164_800_000)]
    [InlineData("1795169400000", Payloads.Arrived + 600_000)] // exactly ten minutes ahead
    public void Is_read(string timestamp, long expected)
        => Assert.Equal(expected, Payloads.Accept($$"""{"value":1,"timestamp":{{timestamp}}}""").Time);

    [Theory]
    [InlineData("\"2026-11-20\"")]
    [InlineData("\"2026-11-20T\"")]
    [InlineData("\"2026-11-20T09:59:\"")]
    [InlineData("\"2026-11-20T09:59:59.Z\"")]
    [InlineData("\"2026-11-20T09:59:59ZZ\"")]
    [InlineData("\"2026-11-20T24:00:00Z\"")]
    [InlineData("\"2026-11-20T09:60:00Z\"")]
    [InlineData("\"2026-11-20T09:59:61Z\"")]
    [InlineData("\"2026-13-20T09:59:59Z\"")]
    [InlineData("\"2026-00-20T09:59:59Z\"")]
    [InlineData("\"2026-11-00T09:59:59Z\"")]
    [InlineData("\"2025-02-29T09:59:59Z\"")]
    [InlineData("\"0000-01-01T09:59:59Z\"")]
    [InlineData("\"2026-11-20T09:59:59+25:00\"")]
    [InlineData("\"2026-11-20T09:59:59+01:\"")]
    [InlineData("\"1795168799123\"")]
    [InlineData("\"\"")]
    public void Is_refused_when_it_is_no_time(string timestamp)
        => Assert.Equal("invalid-time", Payloads.Refuse($$"""{"value":1,"timestamp":{{timestamp}}}""").Code);

    [Theory]
    [InlineData("946684799999", "time-too-old")]
    [InlineData("946684799", "time-too-old")]
    [InlineData("-1", "time-too-old")]
    [InlineData("-9e300", "time-too-old")]
    [InlineData("1795169400001", "time-in-future")]
    [InlineData("9223372036854775807", "time-in-future")]
    [InlineData("99999999999999999999999999", "time-in-future")]
    public void Is_refused_outside_its_limits(string timestamp, string code)
        => Assert.Equal(code, Payloads.Refuse($$"""{"value":1,"timestamp":{{timestamp}}}""").Code);

    [Fact]
    public void The_member_time_counts_when_there_is_no_timestamp()
        => Assert.Equal(1_795_168_799_000, Payloads.Accept("""{"value":1,"time":1795168799,"timestamp":null}""").Time);

    [Fact]
    public void Arrival_counts_when_there_is_no_time_at_all() => Assert.Equal(Payloads.Arrived, Payloads.Accept("""{"value":1}""").Time);
}
