using System.Text;
using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Bridge.Settings;
using ServerlessIot.Bridge.Tests.Access;
using ServerlessIot.Bridge.Tests.Devices;
using ServerlessIot.Domain.Residency;
using static ServerlessIot.Bridge.Tests.Coap.CoapPeer;

namespace ServerlessIot.Bridge.Tests.Coap;

public class PublishTests
{
    private const string Json = """{"value":1}""";

    [Theory]
    [InlineData(Con, Post, Ack)]
    [InlineData(Con, Put, Ack)]
    [InlineData(Non, Post, Non)]
    public async Task A_message_is_stored_and_answered_in_kind(int type, int code, int answered)
    {
        await using var bridge = await StartAsync();
        using var peer = new CoapPeer(bridge);
        var answer = await peer.AskAsync(type, code, 0x1234, TestBridge.Topic, Json, (12, [50]));
        Assert.Equal((answered, "2.04"), (answer.Type, answer.Code));
        Assert.Equal([7, 7], answer.Token);
        if (type == Con)
            Assert.Equal(0x1234, answer.Id);
        var record = Assert.Single(bridge.Log.Records);
        Assert.Equal(("demo/temp-001", Json, "application/json", "temperature"), (record.Key(), record.Value(), record.Header("content-type"), record.Header("datatype")));
        Assert.Contains("serverlessiot_bridge_messages_by_protocol_total{protocol=\"coap\"} 1", (await bridge.GetAsync("/metrics")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sensors/d1", "sensors/d1/data")]
    [InlineData("sensors/d1/data", "sensors/d1/data")]
    [InlineData("sensors/d1/humidity", "sensors/d1/humidity")]
    public async Task A_path_is_a_topic(string path, string topic)
    {
        await using var bridge = await StartAsync();
        using var peer = new CoapPeer(bridge);
        Assert.Equal("2.04", (await peer.AskAsync(Con, Post, 1, path, Json)).Code);
        Assert.Equal(("demo/d1", topic), (Assert.Single(bridge.Log.Records).Key(), bridge.Log.Records[0].Header("topic")));
    }

    [Theory]
    [InlineData(0, "text/plain; charset=utf-8")]
    [InlineData(42, "application/octet-stream")]
    [InlineData(60, "application/cbor")]
    [InlineData(110, "application/senml+json")]
    [InlineData(112, "application/senml+cbor")]
    [InlineData(200, "application/json")]
    [InlineData(null, "application/json")]
    public async Task The_content_format_becomes_a_media_type(int? format, string expected)
    {
        await using var bridge = await StartAsync();
        using var peer = new CoapPeer(bridge);
        (int, byte[])[] options = format is { } number ? [(12, number == 0 ? [] : [(byte)number])] : [];
        Assert.Equal("2.04", (await peer.AskAsync(Con, Post, 1, "sensors/d1", Json, options)).Code);
        Assert.Equal(expected, Assert.Single(bridge.Log.Records).Header("content-type"));
    }

    [Fact]
    public async Task A_request_that_comes_again_is_answered_again_and_stored_once()
    {
        await using var bridge = await StartAsync();
        using var peer = new CoapPeer(bridge);
        for (var i = 0; i < 3; i++)
            Assert.Equal((Ack, "2.04", 9), (await peer.AskAsync(Con, Post, 9, payload: Json)) is var a ? (a.Type, a.Code, a.Id) : default);
        Assert.Equal("2.04", (await peer.AskAsync(Non, Post, 10, payload: Json)).Code);
        await peer.SendAsync(Non, Post, 10, payload: Json);
        Assert.Empty(await peer.SettleAsync());
        Assert.Equal(2, bridge.Log.Records.Count);
        using var other = new CoapPeer(bridge);
        Assert.Equal("2.04", (await other.AskAsync(Con, Post, 9, payload: Json)).Code);
        Assert.Equal(3, bridge.Log.Records.Count);
    }

    [Fact]
    public async Task A_slow_log_is_answered_apart_and_again_until_it_is_acknowledged()
    {
        await using var bridge = await StartAsync();
        using var peer = new CoapPeer(bridge);
        bridge.Log.Holds = true;
        var empty = await peer.AskAsync(Con, Post, 5, payload: Json);
        Assert.Equal((Ack, "0.00", 5), (empty.Type, empty.Code, empty.Id));
        Assert.Empty(empty.Token);
        var again = await peer.AskAsync(Con, Post, 5, payload: Json);
        Assert.Equal((Ack, "0.00", 5), (again.Type, again.Code, again.Id));
        bridge.Log.SettleAll();
        var first = await peer.ReadAsync();
        Assert.Equal((Con, "2.04"), (first.Type, first.Code));
        Assert.Equal([7, 7], first.Token);
        var second = await peer.ReadAsync();
        Assert.Equal((Con, "2.04", first.Id), (second.Type, second.Code, second.Id));
        await peer.AnswerAsync(Ack, first.Id);
        Assert.Empty(await peer.SettleAsync());
        Assert.Single(bridge.Log.Records);
    }

    [Fact]
    public async Task Nothing_is_told_before_the_log_has_it()
    {
        await using var bridge = await StartAsync();
        using var peer = new CoapPeer(bridge);
        bridge.Log.Holds = true;
        await peer.SendAsync(Non, Post, 5, payload: Json);
        await bridge.Log.WaitAsync(1);
        Assert.Empty(await peer.SettleAsync());
        bridge.Log.SettleAll();
        Assert.Equal("2.04", (await peer.ReadAsync()).Code);
    }

    [Fact]
    public async Task A_log_that_does_not_answer_or_has_no_room_is_503()
    {
        await using var bridge = await StartAsync(o => o with { AnswerTimeout = TimeSpan.FromSeconds(1), MaxInFlight = 1 });
        using var peer = new CoapPeer(bridge);
        bridge.Log.Holds = true;
        await peer.SendAsync(Non, Post, 1, payload: Json);
        var busy = await peer.AskAsync(Con, Post, 2, payload: Json);
        Assert.Equal(("5.03", 5, 2), (busy.Code, busy.Number(14), busy.Id));
        var late = await peer.ReadAsync();
        Assert.Equal(("5.03", 5), (late.Code, late.Number(14)));
        Assert.Single(bridge.Log.Records);
        bridge.Log.SettleAll();
    }

    [Fact]
    public async Task What_the_log_refuses_is_too_large()
    {
        await using var bridge = await StartAsync();
        using var peer = new CoapPeer(bridge);
        bridge.Log.Holds = true;
        await peer.SendAsync(Non, Post, 1, payload: Json);
        await bridge.Log.WaitAsync(1);
        bridge.Log.SettleAll(RecordOutcome.Refused);
        Assert.Equal(("4.13", TestBridge.Options.MaxPacketSize), (await peer.ReadAsync()) is var a ? (a.Code, a.Number(60)!.Value) : default);
    }

    [Theory]
    [InlineData("nowhere", Post, "4.04")]
    [InlineData("sensors/+/data", Post, "4.00")]
    [InlineData("sensors/a\nb/data", Post, "4.00")]
    [InlineData("sensors/d1", 4, "4.05")]
    [InlineData("sensors/d1", 7, "4.05")]
    public async Task A_path_that_is_no_topic_and_other_methods_are_refused(string path, int code, string expected)
    {
        await using var bridge = await StartAsync();
        using var peer = new CoapPeer(bridge);
        Assert.Equal(expected, (await peer.AskAsync(Con, code, 1, path, Json)).Code);
        Assert.Empty(bridge.Log.Records);
    }

    [Theory]
    [InlineData(1, "4.02")]
    [InlineData(5, "4.02")]
    [InlineData(9, "4.02")]
    [InlineData(35, "5.05")]
    [InlineData(39, "5.05")]
    [InlineData(8, "2.04")]
    [InlineData(252, "2.04")]
    public async Task Unknown_options_are_refused_when_they_are_critical(int option, string expected)
    {
        await using var bridge = await StartAsync();
        using var peer = new CoapPeer(bridge);
        Assert.Equal(expected, (await peer.AskAsync(Con, Post, 1, "sensors/d1", Json, (option, [1]))).Code);
    }

    [Theory]
    [InlineData("token=secret", "4.01")]
    [InlineData(null, "4.01")]
    public async Task Without_credentials_nothing_is_taken(string? query, string expected)
    {
        await using var bridge = await StartAsync(o => o with { Access = new AccessOptions { Users = new Dictionary<string, string> { ["ann"] = "secret" } } });
        using var peer = new CoapPeer(bridge);
        (int, byte[])[] options = query is null ? [] : [(15, Encoding.UTF8.GetBytes(query))];
        Assert.Equal(expected, (await peer.AskAsync(Con, Post, 1, "sensors/d1", Json, options)).Code);
        Assert.Equal(expected, (await peer.AskAsync(Con, Get, 2, "sensors/d1", "", options)).Code);
        Assert.Empty(bridge.Log.Records);
    }

    [Fact]
    public async Task One_topic_is_one_device_s_own_and_another_s_not_however_often_they_ask()
    {
        using var files = new AccessFiles();
        await using var bridge = await StartAsync(files.Bridge);
        using var peer = new CoapPeer(bridge);
        for (var id = 1; id < 6; id += 2)
        {
            Assert.Equal("2.04", (await peer.AskAsync(Con, Post, id, "acme/p/d1/telemetry/t", Json, Token("d1"))).Code);
            Assert.Equal("4.03", (await peer.AskAsync(Con, Post, id + 1, "acme/p/d1/telemetry/t", Json, Token("d2"))).Code);
        }
        Assert.Equal(3, bridge.Log.Records.Count);

        (int, byte[]) Token(string device) => (15, Encoding.UTF8.GetBytes($"token={files.Token(AccessFiles.Claims(device: device))}"));
    }

    [Fact]
    public async Task Another_region_s_tenant_is_refused()
    {
        await using var bridge = await StartAsync(o => o with { Regions = new TenantRegions { Here = "eu", Tenants = "demo=us" } });
        using var peer = new CoapPeer(bridge);
        Assert.Equal("4.03", (await peer.AskAsync(Con, Post, 1, payload: Json)).Code);
        Assert.Empty(bridge.Log.Records);
    }

    [Fact]
    public async Task A_bridge_that_stops_answers_what_is_under_way()
    {
        var bridge = await StartAsync();
        using var peer = new CoapPeer(bridge);
        bridge.Log.Holds = true;
        await peer.SendAsync(Non, Post, 5, payload: Json);
        await bridge.Log.WaitAsync(1);
        bridge.Log.SettleAll();
        Assert.Equal("2.04", (await peer.ReadAsync()).Code);
        await bridge.DisposeAsync();
        Assert.Single(bridge.Log.Records);
    }
}
