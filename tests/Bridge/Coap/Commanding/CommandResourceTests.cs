using System.Text;
using System.Text.Json;
using ServerlessIot.Bridge.Commands;
using ServerlessIot.Bridge.Settings;
using ServerlessIot.Bridge.Tests.Access;
using ServerlessIot.Bridge.Tests.Commands;
using ServerlessIot.Bridge.Tests.Devices;
using ServerlessIot.Bridge.Tests.Mqtt;
using ServerlessIot.Domain.Residency;
using static ServerlessIot.Bridge.Tests.Coap.CoapPeer;

namespace ServerlessIot.Bridge.Tests.Coap.Commanding;

/// <summary>Commands by CoAP, datagram by datagram: RFC 7641, and RFC 7252 for what is confirmable.</summary>
public sealed class CommandResourceTests
{
    private const int Observe = 6;
    private const int Block2 = 23;

    [Fact]
    public async Task A_device_that_observes_gets_a_command_acknowledges_and_replies()
    {
        await using var bridge = await BridgeAsync();
        using var peer = new CoapPeer(bridge);
        await ObserveAsync(peer);
        bridge.Server.Commands.Offer(Given.Command("7", payload: "{\"speed\":3}"));
        var command = await peer.ReadAsync();
        Assert.Equal((Con, "2.05", 50, "7"), (command.Type, command.Code, command.Number(12), Id(command)));
        Assert.Equal([7, 7], command.Token);
        Assert.InRange(command.Number(14)!.Value, 1, 60);
        Assert.Empty(bridge.Log.Records);
        await peer.AnswerAsync(Ack, command.Id);
        var delivery = Assert.Single(await bridge.Log.WaitAsync(1));
        Assert.Equal(("device.replies", "demo/d1", "serverlessiot.delivery", "7"), (delivery.Topic, delivery.Key(), delivery.Header("ce_type"), delivery.Header("correlation-id")));
        Assert.Equal(0, bridge.Server.Commands.Count);
        Assert.Equal("2.04", (await peer.AskAsync(Con, Post, 2, "replies/d1/7", "{\"status\":\"ok\"}")).Code);
        var reply = bridge.Log.Records[1];
        Assert.Equal(("device.replies", "demo/d1", "serverlessiot.reply", "7", "{\"status\":\"ok\"}"), (reply.Topic, reply.Key(), reply.Header("ce_type"), reply.Header("correlation-id"), reply.Value()));
        // Without the id in the path its payload says it.
        Assert.Equal("2.04", (await peer.AskAsync(Con, Post, 3, "replies/d1", "{\"id\":\"7\"}")).Code);
        Assert.Equal(("demo/d1", "7"), (bridge.Log.Records[2].Key(), bridge.Log.Records[2].Header("correlation-id")));
    }

    [Fact]
    public async Task What_waits_comes_one_at_a_time_in_the_order_of_its_priority()
    {
        await using var bridge = await BridgeAsync();
        using var peer = new CoapPeer(bridge);
        foreach (var (id, priority) in new[] { ("1", "low"), ("2", "medium"), ("3", "critical") })
            bridge.Server.Commands.Offer(Given.Command(id, priority: priority));
        var sequence = await ObserveAsync(peer);
        foreach (var id in new[] { "3", "2", "1" })
        {
            var command = await peer.ReadAsync();
            Assert.Equal(id, Id(command));
            Assert.True(command.Number(Observe) > sequence);
            sequence = command.Number(Observe)!.Value;
            Assert.Empty(await peer.SettleAsync());
            await peer.AnswerAsync(Ack, command.Id);
        }
        await bridge.Log.WaitAsync(3);
        Assert.Equal(0, bridge.Server.Commands.Count);
    }

    [Fact]
    public async Task A_notification_whose_acknowledgement_is_lost_comes_again_and_is_one_delivery()
    {
        await using var bridge = await BridgeAsync();
        using var peer = new CoapPeer(bridge);
        await ObserveAsync(peer);
        bridge.Server.Commands.Offer(Given.Command("7"));
        var first = await peer.ReadAsync();
        var again = await peer.ReadAsync();
        Assert.Equal((first.Id, "7"), (again.Id, Id(again)));
        await peer.AnswerAsync(Ack, again.Id);
        await peer.AnswerAsync(Ack, again.Id);
        await bridge.Log.WaitAsync(1);
        Assert.Empty(await peer.SettleAsync());
        Assert.Single(bridge.Log.Records);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_resets_or_deregisters_gets_nothing_more_and_the_command_waits(bool reset)
    {
        await using var bridge = await BridgeAsync();
        using var peer = new CoapPeer(bridge);
        await ObserveAsync(peer);
        bridge.Server.Commands.Offer(Given.Command("7"));
        var command = await peer.ReadAsync();
        if (reset)
            await peer.AnswerAsync(Rst, command.Id);
        else
            Assert.Equal(("2.05", null), (await peer.AskAsync(Con, Get, 2, "commands/d1", "", (Observe, [1]))) is var a ? (a.Code, a.Number(Observe)) : default);
        bridge.Server.Commands.Offer(Given.Command("8"));
        Assert.Empty(await peer.SettleAsync());
        Assert.Equal(2, bridge.Server.Commands.Count);
        using var device = await bridge.ConnectAsync(5);
        await device.SendAsync(Bytes.Subscribe(5, 1, ("commands/d1", 1)));
        await device.ReadAsync();
        Assert.Equal(2, (await device.SettleAsync()).Count);
    }

    [Fact]
    public async Task Who_registers_last_gets_the_commands_whichever_way_it_came()
    {
        await using var bridge = await BridgeAsync();
        using var first = new CoapPeer(bridge);
        await ObserveAsync(first);
        bridge.Server.Commands.Offer(Given.Command("1"));
        Assert.Equal("1", Id(await first.ReadAsync()));
        // What was under way to the older one comes again.
        using var second = new CoapPeer(bridge);
        await ObserveAsync(second);
        var again = await second.ReadAsync();
        Assert.Equal("1", Id(again));
        await second.AnswerAsync(Ack, again.Id);
        await bridge.Log.WaitAsync(1);
        using (var device = await bridge.ConnectAsync(5))
        {
            await device.SendAsync(Bytes.Subscribe(5, 1, ("commands/d1", 1)));
            await device.ReadAsync();
            bridge.Server.Commands.Offer(Given.Command("2"));
            Assert.NotEmpty(await device.ReadAsync());
            Assert.Empty(await second.SettleAsync());
            // And back, before the MQTT connection has acknowledged.
            await ObserveAsync(second, 9);
        }
        Assert.Equal("2", Id(await second.ReadAsync()));
    }

    [Fact]
    public async Task What_is_under_way_by_CoAP_comes_by_MQTT_as_soon_as_the_device_subscribes()
    {
        await using var bridge = await BridgeAsync();
        using var asleep = new CoapPeer(bridge);
        await ObserveAsync(asleep);
        bridge.Server.Commands.Offer(Given.Command("1"));
        var notification = await asleep.ReadAsync();
        using var device = await bridge.ConnectAsync(5);
        await device.SendAsync(Bytes.Subscribe(5, 1, ("commands/d1", 1)));
        await device.ReadAsync();
        var publish = CommandDeliveryTests.Publish(await device.ReadAsync(), 5);
        Assert.Equal("1", publish.Properties[0x09].AsText());
        // It is delivered once, whichever way it is acknowledged first.
        await asleep.AnswerAsync(Ack, notification.Id);
        await device.SendAsync(CommandDeliveryTests.Puback(publish.Id));
        Assert.Equal("1", Assert.Single(await bridge.Log.WaitAsync(1)).Header("correlation-id"));
        Assert.Empty(await device.SettleAsync());
        Assert.Single(bridge.Log.Records);
        Assert.Equal(0, bridge.Server.Commands.Count);
    }

    [Fact]
    public async Task What_an_MQTT_connection_did_not_acknowledge_comes_by_CoAP_while_it_is_still_open()
    {
        await using var bridge = await BridgeAsync();
        using var device = await bridge.ConnectAsync(5);
        await device.SendAsync(Bytes.Subscribe(5, 1, ("commands/d1", 1)));
        await device.ReadAsync();
        bridge.Server.Commands.Offer(Given.Command("1"));
        bridge.Server.Commands.Offer(Given.Command("2"));
        var left = CommandDeliveryTests.Publish(await device.ReadAsync(), 5);
        await device.ReadAsync();
        using var peer = new CoapPeer(bridge);
        await ObserveAsync(peer);
        foreach (var id in new[] { "1", "2" })
        {
            var notification = await peer.ReadAsync();
            Assert.Equal(id, Id(notification));
            await peer.AnswerAsync(Ack, notification.Id);
            Assert.Equal(id, (await bridge.Log.WaitAsync(1))[^1].Header("correlation-id"));
        }
        // Its own acknowledgement is late, and no fault.
        await device.SendAsync(CommandDeliveryTests.Puback(left.Id));
        Assert.Empty(await device.SettleAsync());
        Assert.Equal((2, 0), (bridge.Log.Records.Count, bridge.Server.Commands.Count));
    }

    [Fact]
    public async Task A_registration_counts_only_when_its_answer_was_acknowledged()
    {
        await using var bridge = await BridgeAsync();
        using var peer = new CoapPeer(bridge);
        using var forged = new CoapPeer(bridge);
        await ObserveAsync(peer);
        foreach (var answer in new int?[] { Rst, null })
        {
            Assert.Equal((Ack, "0.00"), (await forged.AskAsync(Con, Get, 3 + (answer ?? 0), "commands/d1", "", (Observe, []))) is var a ? (a.Type, a.Code) : default);
            var registered = await forged.ReadAsync();
            // Less than what was asked: nobody's flood is made larger.
            Assert.True(registered.Length < 20);
            if (answer is { } reset)
                await forged.AnswerAsync(reset, registered.Id);
        }
        bridge.Server.Commands.Offer(Given.Command("1"));
        Assert.Equal("1", Id(await peer.ReadAsync()));
    }

    [Fact]
    public async Task A_registration_without_a_confirmable_request_is_answered_in_a_confirmable_message()
    {
        await using var bridge = await BridgeAsync();
        using var peer = new CoapPeer(bridge);
        var answer = await peer.AskAsync(Non, Get, 1, "commands/d1", "", (Observe, []));
        Assert.Equal((Con, "2.05"), (answer.Type, answer.Code));
        await peer.AnswerAsync(Ack, answer.Id);
        bridge.Server.Commands.Offer(Given.Command("1"));
        Assert.Equal("1", Id(await peer.ReadAsync()));
    }

    [Theory]
    [InlineData(null, 3_000)]
    [InlineData(2, 200)]
    [InlineData(6, 1_025)]
    public async Task A_command_that_no_datagram_holds_is_fetched_in_blocks_and_is_delivered_with_the_last(int? exponent, int length)
    {
        await using var bridge = await BridgeAsync();
        using var peer = new CoapPeer(bridge);
        var whole = Large("1", length);
        bridge.Server.Commands.Offer(whole);
        bridge.Server.Commands.Offer(Given.Command("2"));
        await ObserveAsync(peer, 1, exponent is { } wish ? [(Block2, [(byte)wish])] : []);
        var first = await peer.ReadAsync();
        var size = 16 << (exponent ?? 6);
        Assert.Equal((Con, "2.05", 50, size, 8 | (exponent ?? 6)), (first.Type, first.Code, first.Number(12), first.Payload.Length, first.Number(Block2)));
        Assert.NotNull(first.Number(Observe));
        await peer.AnswerAsync(Ack, first.Id);
        var (body, id) = (new List<byte>(first.Payload), 10);
        for (var number = 1; ; number++)
        {
            await peer.SendAsync(Con, Get, ++id, "commands/d1", "", (Block2, Number(number, exponent ?? 6)));
            var answer = await peer.ReadAsync();
            if (answer.Code == "0.00")
                answer = await peer.ReadAsync(); // the last has to be acknowledged
            Assert.Equal(("2.05", first.Number(4), null), (answer.Code, answer.Number(4), answer.Number(Observe)));
            body.AddRange(answer.Payload);
            if ((answer.Number(Block2) & 8) != 0)
                continue;
            Assert.Equal(Con, answer.Type);
            Assert.Empty(bridge.Log.Records);
            await peer.AnswerAsync(Ack, answer.Id);
            break;
        }
        Assert.Equal(whole.Payload, body);
        Assert.Equal(("serverlessiot.delivery", "1"), (await bridge.Log.WaitAsync(1))[0] is var sent ? (sent.Header("ce_type"), sent.Header("correlation-id")) : default);
        Assert.Contains("\"sent\"", bridge.Log.Records[0].Value(), StringComparison.Ordinal);
        // One at a time: the next one follows.
        Assert.StartsWith("{\"id\":\"2\"", (await peer.ReadAsync()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Blocks_are_for_the_device_that_a_command_is_under_way_to()
    {
        await using var bridge = await BridgeAsync();
        using var peer = new CoapPeer(bridge);
        using var other = new CoapPeer(bridge);
        Assert.Equal("4.04", (await other.AskAsync(Con, Get, 1, "commands/d1", "", (Block2, Number(1, 6)))).Code);
        await ObserveAsync(peer);
        Assert.Equal("4.04", (await peer.AskAsync(Con, Get, 2, "commands/d1", "", (Block2, Number(1, 6)))).Code);
        bridge.Server.Commands.Offer(Large("1", 3_000));
        await peer.AnswerAsync(Ack, (await peer.ReadAsync()).Id);
        Assert.Equal("4.04", (await other.AskAsync(Con, Get, 3, "commands/d1", "", (Block2, Number(1, 6)))).Code);
        Assert.Equal("4.02", (await peer.AskAsync(Con, Get, 4, "commands/d1", "", (Block2, Number(100, 6)))).Code);
        // Smaller ones on the way, and one again.
        var block = await peer.AskAsync(Con, Get, 5, "commands/d1", "", (Block2, Number(32, 1)));
        var again = await peer.AskAsync(Con, Get, 6, "commands/d1", "", (Block2, Number(32, 1)));
        Assert.Equal((32, block.Text), (block.Payload.Length, again.Text));
        Assert.Equal((32 << 4) | 8 | 1, block.Number(Block2));
        Assert.Empty(bridge.Log.Records);
    }

    [Fact]
    public async Task Who_asks_for_blocks_without_end_is_over_its_limit()
    {
        using var files = new AccessFiles();
        await using var bridge = await BridgeAsync(o => files.Bridge(o) with { Access = files.Options with { DeviceMessagesPerSecond = 1 } });
        using var peer = new CoapPeer(bridge);
        var token = (15, Encoding.UTF8.GetBytes($"token={files.Token(AccessFiles.Claims())}"));
        var answers = new List<CoapPeer.Answer>();
        for (var id = 1; id <= 30; id++)
            answers.Add(await peer.AskAsync(Con, Get, id, "commands/d1", "", token, (Block2, Number(1, 6))));
        Assert.Equal("4.04", answers[0].Code);
        Assert.Contains(answers, answer => answer.Code == "4.29" && answer.Number(14) >= 1);
    }

    [Theory]
    [InlineData(Get, "commands", "", "4.04")]
    [InlineData(Get, "commands/d1/7", "", "4.04")]
    [InlineData(Get, "commands/+", "", "4.04")]
    [InlineData(Get, "commands/d1", null, "4.00")]
    [InlineData(Post, "commands/d1", null, "4.05")]
    [InlineData(Get, "replies/d1", null, "4.05")]
    [InlineData(Post, "replies/d1/7/8", null, "4.04")]
    public async Task Other_requests_are_refused(int code, string path, string? observe, string expected)
    {
        await using var bridge = await BridgeAsync();
        using var peer = new CoapPeer(bridge);
        Assert.Equal(expected, (await peer.AskAsync(Con, code, 1, path, "", observe is null ? [] : [(Observe, [])])).Code);
        Assert.Empty(bridge.Log.Records);
    }

    [Fact]
    public async Task A_device_hears_and_answers_its_own_commands_only()
    {
        using var files = new AccessFiles();
        await using var bridge = await BridgeAsync(files.Bridge);
        using var peer = new CoapPeer(bridge);
        var token = (15, Encoding.UTF8.GetBytes($"token={files.Token(AccessFiles.Claims())}"));
        Assert.Equal("4.01", (await peer.AskAsync(Con, Get, 1, "commands/d1", "", (Observe, []))).Code);
        Assert.Equal("4.03", (await peer.AskAsync(Con, Get, 2, "commands/d2", "", (Observe, []), token)).Code);
        Assert.Equal("4.03", (await peer.AskAsync(Con, Post, 3, "replies/d2/7", "", token)).Code);
        Assert.Equal("4.01", (await peer.AskAsync(Con, Post, 4, "replies/d1/7", "")).Code);
        Assert.Equal("2.04", (await peer.AskAsync(Con, Post, 5, "replies/d1/7", "", token)).Code);
        Assert.Equal("acme/d1", Assert.Single(bridge.Log.Records).Key());
        await ObserveAsync(peer, 6, token);
        bridge.Server.Commands.Offer(Given.Command("1", tenant: "other"));
        bridge.Server.Commands.Offer(Given.Command("2", tenant: "acme"));
        Assert.Equal("2", Id(await peer.ReadAsync()));
    }

    [Fact]
    public async Task Who_is_let_in_no_more_hears_no_more()
    {
        using var files = new AccessFiles();
        await using var bridge = await BridgeAsync(files.Bridge);
        using var peer = new CoapPeer(bridge);
        var token = (15, Encoding.UTF8.GetBytes($"token={files.Token(AccessFiles.Claims())}"));
        await ObserveAsync(peer, 1, token);
        await File.WriteAllTextAsync(files.Bans, "acme/d1\n");
        var id = 2;
        await Eventually.True(async () => (await peer.AskAsync(Con, Get, id++, "commands/d1", "", token)).Code == "4.03");
        bridge.Server.Commands.Offer(Given.Command("2", tenant: "acme"));
        Assert.Equal((Con, "4.03"), (await peer.ReadAsync()) is var end ? (end.Type, end.Code) : default);
        Assert.Equal(1, bridge.Server.Commands.Count);
    }

    [Fact]
    public async Task Another_regions_tenant_is_refused()
    {
        await using var bridge = await BridgeAsync(o => o with { Regions = new TenantRegions { Here = "eu", Tenants = "demo=us" } });
        using var peer = new CoapPeer(bridge);
        Assert.Equal("4.03", (await peer.AskAsync(Con, Get, 1, "commands/d1", "", (Observe, []))).Code);
    }

    private static async Task<TestBridge> BridgeAsync(Func<BridgeOptions, BridgeOptions>? change = null)
    {
        var bridge = await StartAsync(change);
        bridge.Server.Commands.Open();
        return bridge;
    }

    /// <summary>Registers, and returns the answer's number when the bridge has its acknowledgement.</summary>
    private static async Task<int> ObserveAsync(CoapPeer peer, int id = 1, params (int Number, byte[] Value)[] options)
    {
        Assert.Equal((Ack, "0.00", id), (await peer.AskAsync(Con, Get, id, "commands/d1", "", [(Observe, []), .. options])) is var a ? (a.Type, a.Code, a.Id) : default);
        var answer = await peer.ReadAsync();
        Assert.Equal((Con, "2.05", ""), (answer.Type, answer.Code, answer.Text));
        // As long as what it came with counts.
        Assert.InRange(answer.Number(14)!.Value, HasToken(options) ? 1 : 86_400, HasToken(options) ? 86_399 : 86_400);
        await peer.AnswerAsync(Ack, answer.Id);
        return answer.Number(Observe)!.Value;
    }

    private static bool HasToken((int Number, byte[])[] options) => options.Any(option => option.Number == 15);

    private static PendingCommand Large(string id, int length) => Given.Command(id, payload: $"\"{string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + (i % 26))))}\"");

    /// <summary>Value of Block2.</summary>
    private static byte[] Number(int number, int exponent)
    {
        var value = (number << 4) | exponent;
        return value > 0xFF ? [(byte)(value >> 8), (byte)value] : [(byte)value];
    }

    private static string? Id(Answer command) => JsonDocument.Parse(command.Payload).RootElement.GetProperty("id").GetString();
}
