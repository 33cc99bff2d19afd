using ServerlessIot.Domain.Decoding;
using ServerlessIot.Domain.Decoding.Schemas;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Tests.Decoding.Encoders;
using ServerlessIot.Domain.Tests.Events;

namespace ServerlessIot.Domain.Tests.Decoding.Schemas;

/// <summary>Versions 1 and 2 side by side.</summary>
public sealed class SchemasTest
{
    private const string Vehicle1 = """{"vin":"temp-001","timestamp":1795168799000,"status":"driving","speed":88.5,"latitude":31.2,"longitude":121.5,"altitude":4,"battery_soc":55,"battery_temp":31.5,"metadata":{"firmware":"1"}}""";
    private const string Vehicle2 = """{"vehicle":"temp-001","time":1795168799000,"status":"driving","speed":88.5,"position":{"lat":31.2,"lon":121.5,"alt":4},"battery":{"soc":55,"temp":31.5},"metadata":{"firmware":"1"}}""";
    private const string Sensor1 = """{"event_id":"e","sensor_id":"temp-001","sensor_type":"co2","value":410,"timestamp":1795168799000,"unit":"ppm","metadata":{"firmware":"1"}}""";
    private const string Sensor2 = """{"id":"e","sensor":"temp-001","type":"co2","value":410,"time":1795168799000,"unit":"ppm","attributes":{"firmware":"1"}}""";

    [Theory]
    [InlineData("vehicle", Vehicle1, Vehicle2)]
    [InlineData("sensor-event", Sensor1, Sensor2)]
    public void A_new_version_means_what_the_old_one_means(string schema, string version1, string version2)
    {
        var expected = Without(Payloads.Accept(version1));
        foreach (var (content, payload) in new (string?, string)[]
        {
            (null, With(version1, $"\"schema\":\"{schema}\"")), (null, With(version1, $"\"schema\":\"{schema}\",\"schema_version\":1")), (null, With(version1, "\"schema_version\":1")),
            (null, With(version2, $"\"schema\":\"{schema}\",\"schema_version\":2")), (null, With(version2, $"\"schema\":\"{schema}\",\"schema_version\":\"2.1\"")),
            (null, With(version2, "\"schema_version\":2")), (null, With(version2, $"\"schema\":\"{schema}/2\"")), (null, With(version2, $"\"dataschema\":\"https://example.com/{schema}/v2.json\"")),
            (null, With(version2, $"\"dataschema\":\"urn:example:{schema}:2\"")),
            ($"application/json; schema={schema}; version=2", version2), ($"application/json; charset=utf-8; Schema=\"{schema}\"", version1),
        })
        {
            Assert.True(AnyEvent.Same(expected, Without(Payloads.Accept(payload, Payloads.Context with { ContentType = content }))), payload);
        }
    }

    [Fact]
    public void Other_formats_name_schemas_too()
    {
        var expected = Without(Payloads.Accept(Vehicle1));
        var packed = Payloads.Decode(MessagePackWriter.Write(JsonTree.Of(Vehicle2)), Payloads.Context with { ContentType = "application/msgpack;schema=vehicle;version=2" });
        Assert.True(AnyEvent.Same(expected, Without(packed[0].Event!)));
        var enveloped = Payloads.Accept($$"""{"specversion":"1.0","id":"1","source":"s","type":"t","dataschema":"https://example.com/vehicle/2","data":{{Vehicle2}}}""");
        Assert.Equal(expected.Measurements, enveloped.Measurements);
    }

    /// <summary>Also of formats whose events do not name one.</summary>
    [Theory]
    [InlineData("application/x-protobuf", "0A02")]
    [InlineData("application/vnd.serverlessiot.record", "00000B7B2276616C7565223A317D")] // {"value":1} in a frame
    [InlineData("application/senml+json", "5B7B226E223A2261222C2276223A317D5D")]
    [InlineData("application/cbor", "81A20061610201")] // SenML
    [InlineData("application/senml+cbor", "81A20061610201")]
    [InlineData("application/octet-stream", "0A02")]
    public void A_schema_that_is_not_known_is_refused_in_any_format(string type, string hex)
    {
        var payload = Convert.FromHexString(hex);
        Assert.Equal("unknown-schema", Assert.Single(Payloads.Decode(payload, Payloads.Context with { ContentType = $"{type};schema=pump;version=9" })).Refusal!.Code);
        Assert.Equal("unknown-schema", Assert.Single(Payloads.Decode(payload, Payloads.Context with { ContentType = $"{type}; schema=vehicle; version=9" })).Refusal!.Code);
        Assert.NotNull(Assert.Single(Payloads.Decode(payload, Payloads.Context with { ContentType = $"{type}; charset=x" })).Event);
    }

    [Fact]
    public void Named_schemas_stay_attributes()
    {
        var e = Payloads.Accept(With(Vehicle2, "\"schema\":\"vehicle\",\"schema_version\":2"));
        Assert.Equal(("vehicle", "2"), (e.Attribute("schema"), e.Attribute("schema_version")));
        Assert.DoesNotContain(e.Measurements, measure => measure.Name == "schema_version");
    }

    [Theory]
    [InlineData("\"schema\":\"vehicle\",\"schema_version\":3")]
    [InlineData("\"schema\":\"spaceship\"")]
    [InlineData("\"schema_version\":7")]
    [InlineData("\"schema_version\":\"new\"")]
    [InlineData("\"schema_version\":2")]
    [InlineData("\"dataschema\":\"https://example.com/vehicle/9\"")]
    public void An_unknown_one_is_refused(string member)
    {
        var refusal = Payloads.Refuse(With("""{"value":1}""", member));
        Assert.Equal(RefusalCodes.UnknownSchema, refusal.Code);
        Assert.Contains("vehicle/2", refusal.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/json;schema=spaceship")]
    [InlineData("application/json;schema=vehicle;version=3")]
    public void An_unknown_one_of_the_content_type_is_refused(string contentType)
        => Assert.Equal("unknown-schema", Payloads.Refuse(Vehicle1, Payloads.Context with { ContentType = contentType }).Code);

    [Fact]
    public void A_payload_that_is_not_what_it_names_is_refused()
        => Assert.Equal("missing-field", Payloads.Refuse("""{"schema":"vehicle","value":1}""").Code);

    [Fact]
    public void One_unknown_event_spoils_no_neighbour()
        => Assert.Equal([null, "unknown-schema", null], Payloads.Decode("""[{"value":1},{"value":1,"schema_version":9},{"value":2}]""").Select(result => result.Refusal?.Code));

    [Theory]
    [InlineData("vehicle", "vehicle", "1")]
    [InlineData("vehicle/2", "vehicle", "2")]
    [InlineData("urn:example:vehicle:v2", "vehicle", "v2")]
    [InlineData("https://example.com/schemas/vehicle/2.1.json", "vehicle", "2.1")]
    [InlineData("https://example.com/schemas/vehicle/", "vehicle", "1")]
    [InlineData("", "", "1")]
    [InlineData("/2", "", "2")]
    public void Names_are_taken_apart(string name, string id, string version) => Assert.Equal((id, version), SchemaCatalogue.Parse(name));

    private static string With(string json, string member) => $"{{{member},{json[1..]}";

    private static DeviceEvent Without(DeviceEvent e) => e with { Id = "", Attributes = [.. e.Attributes.Where(attribute => attribute.Key is not ("schema" or "schema_version" or "dataschema"))] };
}
