using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Tests.Decoding.Encoders;

namespace ServerlessIot.Domain.Tests.Decoding;

/// <summary>The envelopes of SOURCES 2 and 5.</summary>
public sealed class UnwrappingTest
{
    private const string Gateway =
        """
        {"message_id":"m-1","device_id":"temp-001","source_protocol":"mqtt","original_topic":"sensors/temp-001/temperature","ingestion_time":1795168799500,"processing_time":3,
         "data":{"value":21.5,"battery":88,"timestamp":1795168799000},"metadata":{"qos":1,"priority":2,"gateway_node":"g1"},"data_type":"environment"}
        """;

    [Fact]
    public void A_gateways_message_is_what_its_data_says()
    {
        var e = Payloads.Accept(Gateway);
        Assert.Equal(("m-1", 1_795_168_799_000), (e.Id, e.Time));
        Assert.Equal([new("temperature", 21.5), new Measurement("battery", 88)], e.Measurements);
        Assert.Equal(
            [
                new("profile", "generic"), new("source_protocol", "mqtt"), new("original_topic", "sensors/temp-001/temperature"), new("ingestion_time", "1795168799500"), new("processing_time", "3"),
                new("data_type", "environment"), new("qos", "1"), new("priority", "2"), new("gateway_node", "g1"),
            ],
            e.Attributes);
        Assert.Equal("device-mismatch", Payloads.Refuse(Gateway, Payloads.From("other")).Code);
        var reading = Payloads.Accept(Gateway.Replace("\"battery\":88", "\"sensor_type\":\"pressure\"", StringComparison.Ordinal));
        Assert.Equal(("factory", 21.5), (reading.Attribute("profile"), reading.Measure("pressure")));
    }

    [Fact]
    public void A_drones_status_is_what_its_data_says()
    {
        var e = Payloads.Accept(
            """{"id":"e-1","type":"drone.status.changed","source":"drone-service","timestamp":"2026-11-20T09:59:00Z","data":{"drone_id":"temp-001","old_status":"idle","new_status":"flying","location":{"latitude":31.2,"longitude":121.5,"altitude":80},"battery":77}}""");
        Assert.Equal(("e-1", Payloads.Arrived - 60_000, new Position(31.2, 121.5, 80)), (e.Id, e.Time, e.Position));
        Assert.Equal([new Measurement("battery", 77)], e.Measurements);
        Assert.Equal([new("profile", "generic"), new("type", "drone.status.changed"), new("source", "drone-service"), new("drone_id", "temp-001"), new("old_status", "idle"), new("new_status", "flying")], e.Attributes);
    }

    [Fact]
    public void A_drones_alert_has_no_number_and_names_of_its_own()
    {
        var e = Payloads.Accept(
            """{"id":"e-2","type":"alert.created","source":"s","timestamp":1795168799000,"data":{"alert_id":"a","type":"battery_low","level":"warning","message":"low","drone_id":"temp-001","auto_action":"return_to_base","timestamp":1795168790000}}""");
        Assert.Equal(("e-2", 1_795_168_790_000), (e.Id, e.Time));
        Assert.Empty(e.Measurements);
        Assert.Equal(("alert.created", "battery_low", "1795168799000"), (e.Attribute("envelope.type"), e.Attribute("type"), e.Attribute("envelope.timestamp")));
    }

    [Fact]
    public void It_is_the_same_in_cbor()
        => Assert.Equal(Payloads.Accept(Gateway).Measurements, Assert.Single(Payloads.Decode(CborWriter.Write(JsonTree.Of(Gateway)), Payloads.Context with { ContentType = "application/cbor" })).Event!.Measurements);

    [Theory]
    [InlineData("""{"value":1,"data":{"x":2}}""")]
    [InlineData("""{"id":"e","type":"t","timestamp":1795168799000,"value":1,"data":{"x":2}}""")]
    public void Other_members_called_data_stay_attributes(string json)
    {
        var e = Payloads.Accept(json);
        Assert.Equal([new Measurement("temperature", 1)], e.Measurements);
        Assert.Equal("2", e.Attribute("data.x"));
    }

    [Theory]
    [InlineData("""{"id":"e","type":"t","source":"s","timestamp":1795168799000,"value":1,"data":[1]}""")]
    [InlineData("""{"id":"e","type":"t","source":"s","timestamp":1795168799000,"value":1,"data":"x"}""")]
    public void What_is_no_object_is_not_taken_apart(string json) => Assert.Equal([new Measurement("temperature", 1)], Payloads.Accept(json).Measurements);
}
