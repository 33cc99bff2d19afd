using ServerlessIot.Domain.Decoding;
using ServerlessIot.Domain.Decoding.Sparkplug;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Tests.Decoding.Encoders;

namespace ServerlessIot.Domain.Tests.Decoding.Sparkplug;

public sealed class SparkplugTest
{
    private const long Time = Payloads.Arrived - 5_000;

    [Fact]
    public void A_birth_is_an_event_of_its_values_and_tells_its_names()
    {
        var session = new SparkplugSession(null);
        var e = Assert.Single(Decode("DBIRTH", SparkplugWriter.Write(Time, 1, new MetricToWrite("Temp", 21.7f, 1, 9), new("Serial", "X1", 2, 12), new("Count", -3, 3, 3)), session)).Event!;
        Assert.Equal(("sparkplug", "online", Time, "temp-001"), (e.Type, e.Status, e.Time, e.Device));
        Assert.Equal([new("Temp", 21.7), new Measurement("Count", -3)], e.Measurements);
        Assert.Equal([new("profile", "generic"), new("Serial", "X1"), new("group", "plant"), new("edge_node", "node-1"), new("message", "DBIRTH")], e.Attributes);
        Assert.True(session.Born!.TryFind(3, out var count));
        Assert.Equal(new SparkplugName(3, "Count", 3), count);
        Assert.Null(session.Used);
    }

    [Fact]
    public void Data_is_resolved_by_what_the_birth_told()
    {
        var names = Births(new MetricToWrite("Temp", 21.7f, 1, 9), new("Count", -3, 3, 3), new("Level", -1, null, 2));
        var session = new SparkplugSession(names);
        var payload = SparkplugWriter.Write(Time, 2, new MetricToWrite(null, 22.5f, 1), new(null, -8, 3), new("Level", -9));
        var e = Assert.Single(Decode("DDATA", payload, session)).Event!;
        Assert.Equal([new("Temp", 22.5), new("Count", -8), new Measurement("Level", -9)], e.Measurements);
        Assert.Null(e.Status);
        Assert.Null(session.Born);

        // With what it used alone it is the same again.
        Assert.Equal(3, session.Used!.Count);
        var again = Assert.Single(Decode("DDATA", payload, new SparkplugSession(session.Used))).Event!;
        Assert.Equal(e.Measurements, again.Measurements);
        Assert.Equal(e.Id, again.Id);
    }

    [Fact]
    public void An_alias_without_a_name_is_refused_and_its_neighbours_go_on()
    {
        var names = Births(new MetricToWrite("Temp", 21.7f, 1, 9));
        var results = Decode("DDATA", SparkplugWriter.Write(Time, 2, new MetricToWrite(null, 1f, 1, Time: Time - 2), new(null, 1f, 99, Time: Time - 1)), new SparkplugSession(names));
        Assert.Equal([null, "unknown-alias"], results.Select(result => result.Refusal?.Code));
        Assert.Contains("alias 99", results[1].Refusal!.Reason, StringComparison.Ordinal);
        Assert.Equal("unknown-alias", Decode("DDATA", SparkplugWriter.Write(Time, 2, new MetricToWrite(null, 1f, 1)), null)[0].Refusal!.Code);
    }

    [Fact]
    public void Metrics_of_one_time_are_one_event_and_historical_ones_another()
    {
        var results = Decode("NDATA", SparkplugWriter.Write(
            Time, 2, new MetricToWrite("a", 1.0), new("b", 2.0, Time: Time - 1_000, Historical: true), new("c", 3.0), new("a", 0.5, Time: Time - 1_000, Historical: true)));
        Assert.Equal([Time - 1_000, Time], results.Select(result => result.Event!.Time));
        Assert.Equal(["b", "a"], results[0].Event!.Measurements.Select(measure => measure.Name));
        Assert.Equal("true", results[0].Event!.Attribute("historical"));
        Assert.Equal(["a", "c"], results[1].Event!.Measurements.Select(measure => measure.Name));
        Assert.Equal(2, results.Select(result => result.Key).Distinct().Count());
    }

    [Theory]
    [InlineData(1, 200, -56)]
    [InlineData(2, 65_535, -1)]
    [InlineData(3, -7, -7)]
    [InlineData(5, 200, 200)]
    [InlineData(6, 65_535, 65_535)]
    [InlineData(7, -1, 4_294_967_295)]
    [InlineData(0, -7, -7)]
    public void Integers_have_the_sign_of_their_type(int type, int value, double expected)
        => Assert.Equal(expected, Data(new MetricToWrite("m", value, Type: type)).Measure("m"));

    [Fact]
    public void Long_integers_too()
    {
        Assert.Equal(-5, Data(new MetricToWrite("m", -5L, Type: 4)).Measure("m"));
        Assert.Equal(18_446_744_073_709_551_615d, Data(new MetricToWrite("m", ulong.MaxValue, Type: 8)).Measure("m"));
    }

    [Fact]
    public void What_is_no_number_becomes_a_text()
    {
        var e = Data(new("flag", true, Type: 11), new("text", "hall 3", Type: 12), new("when", Time, Type: 13), new("bytes", new byte[] { 1, 255 }, Type: 17), new("gone", null, Type: 9, Null: true));
        Assert.Empty(e.Measurements);
        Assert.Equal(
            [new("profile", "generic"), new("flag", "true"), new("text", "hall 3"), new("when", "2026-11-20T09:59:55.000Z"), new("bytes", "01ff"), new("gone", "null")],
            e.Attributes.Take(6));
    }

    [Fact]
    public void Deaths_say_that_the_sender_is_offline()
    {
        // A will was written when the node connected: its times are of then.
        var node = Assert.Single(Decode("NDEATH", SparkplugWriter.Write(Time - 86_400_000, null, new MetricToWrite("bdSeq", 4L, Type: 4, Time: Time - 86_400_000)))).Event!;
        Assert.Equal(("offline", Payloads.Arrived, 4d), (node.Status, node.Time, node.Measure("bdSeq")));
        var device = Assert.Single(Decode("DDEATH", SparkplugWriter.Write(Time, 9))).Event!;
        Assert.Equal(("offline", Time), (device.Status, device.Time));
        Assert.Empty(device.Measurements);
    }

    /// <summary>A birth tells values of any age; that the sender is online is as old as the birth.</summary>
    [Theory]
    [InlineData(-3_600_000L, false, -3_600_000L, null, 0L, "online")]
    [InlineData(-3_600_000L, true, -3_600_000L, null, 0L, "online")]
    [InlineData(0L, true, 0L, null, 0L, "online")]
    [InlineData(0L, false, 0L, "online")]
    [InlineData(2L, false, 2L, "online")]
    public void A_birth_says_online_at_its_own_time(long measured, bool historical, params object?[] expected)
    {
        var results = Decode("DBIRTH", SparkplugWriter.Write(Time, 0, new MetricToWrite("a", 1.0, Time: Time + measured, Historical: historical)));
        Assert.Equal(expected, results.SelectMany(result => new object?[] { result.Event!.Time - Time, result.Event.Status }));
        Assert.Equal(results.Count, results.Select(result => result.Key).Distinct().Count());
    }

    [Fact]
    public void Of_several_events_of_a_birth_one_says_online()
    {
        var metrics = Enumerable.Range(0, 600).Select(i => new MetricToWrite($"m{i}", i, Type: 3, Time: i % 2 == 0 ? Time - 1_000 : null)).ToArray();
        Assert.Equal([null, null, null, "online"], Decode("NBIRTH", SparkplugWriter.Write(Time, 0, metrics)).Select(result => result.Event!.Status));
        Assert.Equal(["online"], Decode("NBIRTH", SparkplugWriter.Write(Time, 0)).Select(result => result.Event!.Status));
        var untimed = Decode("NBIRTH", SparkplugWriter.Write(null, 0, new MetricToWrite("a", 1.0, Time: Time)));
        Assert.Equal([(Time, null), (Payloads.Arrived, "online")], untimed.Select(result => (result.Event!.Time, result.Event.Status)));
    }

    [Fact]
    public void A_birth_of_a_thousand_metrics_is_several_events()
    {
        var metrics = Enumerable.Range(0, 1_000).Select(i => new MetricToWrite($"m{i}", i, (ulong)i, 3)).ToArray();
        var session = new SparkplugSession(null);
        var results = Decode("NBIRTH", SparkplugWriter.Write(Time, 0, metrics), session);
        Assert.Equal(1_000, results.Sum(result => result.Event!.Measurements.Count));
        Assert.All(results, result => Assert.InRange(result.Event!.Measurements.Count, 1, PayloadLimits.Members));
        Assert.Equal(1_000, session.Born!.Count);
        Assert.Equal("too-many-members", Decode("NBIRTH", SparkplugWriter.Write(Time, 0, [.. metrics, .. metrics]))[0].Refusal!.Code);
    }

    [Fact]
    public void A_birth_whose_values_are_refused_tells_its_names_all_the_same()
    {
        var session = new SparkplugSession(null);
        Assert.Equal("time-too-old", Decode("NBIRTH", SparkplugWriter.Write(7, 0, new MetricToWrite("a", 1, 1, 3)), session)[0].Refusal!.Code);
        Assert.Equal(1, session.Born!.Count);
    }

    [Fact]
    public void A_metric_that_cannot_be_kept_as_it_is_spoils_no_other()
    {
        var session = new SparkplugSession(null);
        var name = new string('n', 110) + "éé" + new string('x', 500);
        var e = Assert.Single(Decode(
            "NBIRTH",
            SparkplugWriter.Write(
                Time, 0, new MetricToWrite("a", 1.5, 1, 10), new("nan", float.NaN), new("inf", double.NegativeInfinity), new("large", -1e101), new("bytes", new byte[513]), new("text", new string('t', 1_025)),
                new(name, 7, 2, 3), new("z", 2.5)),
            session)).Event!;
        Assert.Equal("online", e.Status);
        Assert.Equal(("NaN", "-Infinity", "-1E+101"), (e.Attribute("nan"), e.Attribute("inf"), e.Attribute("large")));
        Assert.Equal("513 bytes, SHA-256 " + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(new byte[513])), e.Attribute("bytes"));
        Assert.StartsWith("1025 bytes, SHA-256 ", e.Attribute("text"), StringComparison.Ordinal);
        var kept = Assert.Single(e.Measurements, measure => measure.Value == 7).Name;
        Assert.Matches("^n{110}~[0-9a-f]{16}$", kept);
        Assert.Equal(["a", kept, "z"], e.Measurements.Select(measure => measure.Name));
        Assert.NotEqual(kept, Data(new MetricToWrite(name + "x", 7, Type: 3)).Measurements[0].Name);

        // Its alias means the same.
        Assert.Equal(8, Assert.Single(Decode("NDATA", SparkplugWriter.Write(Time, 1, new MetricToWrite(null, 8, 2)), new SparkplugSession(session.Born))).Event!.Measure(kept));
    }

    [Fact]
    public void A_text_that_is_no_utf_8_becomes_hex_digits()
    {
        var payload = SparkplugWriter.Write(Time, 1, new MetricToWrite("s", "AB", Type: 12), new("a", 1.0));
        payload[payload.AsSpan().IndexOf("AB"u8)] = 0xFF;
        var e = Assert.Single(Decode("DDATA", payload)).Event!;
        Assert.Equal(("ff42", 1d), (e.Attribute("s"), e.Measure("a")));
    }

    [Fact]
    public void A_birth_that_cannot_be_read_tells_no_names()
    {
        var metrics = Enumerable.Range(0, PayloadLimits.Metrics + 1).Select(i => new MetricToWrite($"m{i}", i, (ulong)i, 3)).ToArray();
        foreach (var payload in new[] { SparkplugWriter.Write(Time, 0, metrics), [], [0x12, 0xFF], new byte[PayloadLimits.Bytes + 1] })
        {
            var session = new SparkplugSession(Births(new MetricToWrite("Temp", 1, 1, 3)));
            Assert.NotNull(Assert.Single(Decode("NBIRTH", payload, session)).Refusal);
            Assert.Equal(0, session.Born?.Count);
        }

        var data = new SparkplugSession(null);
        Decode("NDATA", [], data);
        Assert.Null(data.Born);
    }

    [Theory]
    [InlineData("spBv1.0/plant/NCMD/node-1")]
    [InlineData("spBv1.0/plant/DDATA/node-1")]
    [InlineData("spBv1.0/plant/NDATA/node-1/temp-001")]
    [InlineData("spBv1.0/STATE/host")]
    [InlineData("spBv1.0/plant/NDATA/node-1/temp-001/more")]
    public void Other_messages_are_no_telemetry(string topic)
        => Assert.Equal("not-telemetry", Assert.Single(Payloads.Decode(SparkplugWriter.Write(Time, 0, new MetricToWrite("a", 1.0)), Context(topic, null))).Refusal!.Code);

    [Theory]
    [InlineData("12FF", "malformed")]
    [InlineData("1202FFFF", "malformed")]
    [InlineData("0BFF", "malformed")]
    [InlineData("08", "malformed")]
    [InlineData("08FFFFFFFFFFFFFFFFFF7F", "malformed")]
    [InlineData("0A00", "malformed")] // the time as bytes
    [InlineData("120210" + "01", "unknown-alias")]
    [InlineData("12020A00", "empty-name")]
    [InlineData("12060A02C3285001", "invalid-utf8")]
    [InlineData("1800", "no-measurements")]
    [InlineData("12096961000000000000F07F", "malformed")]
    public void Broken_payloads_are_refused(string hex, string code) => Assert.Equal(code, Assert.Single(Decode("DDATA", Convert.FromHexString(hex))).Refusal!.Code);

    [Fact]
    public void Of_an_alias_or_a_name_that_comes_twice_the_first_counts()
    {
        var names = Births(new MetricToWrite("a", 1, 1, 3), new("b", 2, 1, 3), new("a", 3, 2, 3));
        Assert.True(names.TryFind(1, out var one));
        Assert.False(names.TryFind(2, out _));
        Assert.True(names.TryFind("b", out var other));
        Assert.Equal(("a", 3UL, (ulong?)null), (one.Name, (ulong)one.Type, other.Alias));
    }

    private static SparkplugNames Births(params MetricToWrite[] metrics)
    {
        var session = new SparkplugSession(null);
        Decode("DBIRTH", SparkplugWriter.Write(Time, 1, metrics), session);
        return session.Born!;
    }

    private static DeviceEvent Data(params MetricToWrite[] metrics)
    {
        var result = Assert.Single(Decode("DDATA", SparkplugWriter.Write(Time, 1, metrics)));
        Assert.True(result.Refusal is null, result.Refusal?.Reason);
        return result.Event!;
    }

    private static List<Decoded> Decode(string message, byte[] payload, SparkplugSession? session = null)
        => Payloads.Decode(payload, Context(message[0] == 'N' ? $"spBv1.0/plant/{message}/node-1" : $"spBv1.0/plant/{message}/node-1/temp-001", session));

    private static PayloadContext Context(string topic, SparkplugSession? session)
        => Payloads.Context with { Topic = topic, DataType = topic.Split('/')[2], ContentType = "application/octet-stream", Sparkplug = session };
}
