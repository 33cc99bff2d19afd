using ServerlessIot.Bridge.Settings;
using ServerlessIot.Bridge.Tests.Devices;

namespace ServerlessIot.Bridge.Tests.Mqtt;

public class ConnectTests
{
    private static readonly Dictionary<string, string> Users = new() { ["ann"] = "secret" };

    [Fact]
    public async Task A_3_1_1_device_gets_the_short_connack()
    {
        await using var bridge = await TestBridge.StartAsync();
        using var device = await RawDevice.OpenAsync(bridge.Port);
        await device.SendAsync(Bytes.Connect(4));
        Assert.Equal([0x20, 2, 0, 0], await device.ReadAsync());
    }

    [Fact]
    public async Task A_5_0_device_is_told_the_limits_and_what_is_not_supported()
    {
        await using var bridge = await TestBridge.StartAsync(o => o with { MaxInFlightPerConnection = 77, MaxPacketSize = 4096, TopicAliasMaximum = 5 });
        using var device = await RawDevice.OpenAsync(bridge.Port);
        await device.SendAsync(Bytes.Connect(5));
        var ack = await device.ReadAsync();
        Assert.Equal([0, 0], ack.Body()[..2]);
        var properties = ack.ConnAckProperties();
        Assert.Equal([0, 77], properties[0x21]);
        Assert.Equal([0], properties[0x25]);
        Assert.Equal([0, 0, 16, 0], properties[0x27]);
        Assert.Equal([0, 5], properties[0x22]);
        Assert.Equal([0], properties[0x29]);
        Assert.Equal([0], properties[0x2A]);
        Assert.False(properties.ContainsKey(0x11));
        Assert.False(properties.ContainsKey(0x12));
    }

    [Fact]
    public async Task A_session_expiry_is_answered_with_0()
    {
        await using var bridge = await TestBridge.StartAsync();
        using var device = await RawDevice.OpenAsync(bridge.Port);
        await device.SendAsync(Bytes.Connect(5, properties: Bytes.Properties([0x11, .. Bytes.Int(3600)])));
        Assert.Equal([0, 0, 0, 0], (await device.ReadAsync()).ConnAckProperties()[0x11]);
    }

    [Fact]
    public async Task Response_information_is_given_on_request()
    {
        await using var bridge = await TestBridge.StartAsync();
        using var device = await RawDevice.OpenAsync(bridge.Port);
        await device.SendAsync(Bytes.Connect(5, "pump", properties: Bytes.Properties([0x19, 1])));
        Assert.Equal("commands/pump", (await device.ReadAsync()).ConnAckProperties()[0x1A].AsText());
    }

    [Fact]
    public async Task An_empty_client_id_is_assigned_one_with_5_0()
    {
        await using var bridge = await TestBridge.StartAsync();
        using var device = await RawDevice.OpenAsync(bridge.Port);
        await device.SendAsync(Bytes.Connect(5, client: ""));
        Assert.StartsWith("auto-", (await device.ReadAsync()).ConnAckProperties()[0x12].AsText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, 0)]
    [InlineData(0, 2)]
    public async Task An_empty_client_id_needs_a_clean_session_with_3_1_1(byte flags, byte code)
    {
        await using var bridge = await TestBridge.StartAsync();
        using var device = await RawDevice.OpenAsync(bridge.Port);
        await device.SendAsync(Bytes.Connect(4, client: "", flags: flags));
        Assert.Equal([0x20, 2, 0, code], await device.ReadAsync());
    }

    [Theory]
    [InlineData(4, "ann", "secret", 0)]
    [InlineData(4, "ann", "wrong", 4)]
    [InlineData(4, "ann", null, 4)]
    [InlineData(4, "bob", "secret", 4)]
    [InlineData(4, "", "", 4)]
    [InlineData(4, null, null, 5)]
    [InlineData(5, "ann", "secret", 0)]
    [InlineData(5, "ann", "wrong", 0x86)]
    [InlineData(5, "ann", null, 0x86)]
    [InlineData(5, null, "secret", 0x87)]
    [InlineData(5, null, null, 0x87)]
    public async Task User_and_password_must_match(int level, string? user, string? password, byte code)
    {
        await using var bridge = await TestBridge.StartAsync(o => o with { Access = new AccessOptions { Users = Users } });
        Assert.Equal(code, await ConnectAsAsync(bridge, level, user, password));
    }

    [Theory]
    [InlineData(null, null, 0)]
    [InlineData("ann", "secret", 0)]
    [InlineData("ann", "wrong", 4)]
    public async Task With_anonymous_access_credentials_that_are_given_must_still_match(string? user, string? password, byte code)
    {
        await using var bridge = await TestBridge.StartAsync(o => o with { Access = new AccessOptions { AllowAnonymous = true, Users = Users } });
        Assert.Equal(code, await ConnectAsAsync(bridge, 4, user, password));
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(6, 0x84)]
    public async Task Other_protocol_levels_are_refused_in_words_they_may_know(int level, byte code)
    {
        await using var bridge = await TestBridge.StartAsync();
        using var device = await RawDevice.OpenAsync(bridge.Port);
        await device.SendAsync(Bytes.Connect(level));
        Assert.Equal(code, (await device.ReadAsync()).Body()[1]);
        Assert.Empty(await device.ReadToEndAsync());
    }

    [Theory]
    [InlineData(4, 2)]
    [InlineData(5, 0x85)]
    public async Task A_client_id_that_is_too_long_or_has_control_characters_is_refused(int level, byte code)
    {
        await using var bridge = await TestBridge.StartAsync();
        foreach (var client in new[] { new string('x', 129), "a\nb" })
        {
            using var device = await RawDevice.OpenAsync(bridge.Port);
            await device.SendAsync(Bytes.Connect(level, client));
            Assert.Equal(code, (await device.ReadAsync()).Body()[1]);
        }
    }

    [Fact]
    public async Task Enhanced_authentication_is_refused()
    {
        await using var bridge = await TestBridge.StartAsync();
        using var device = await RawDevice.OpenAsync(bridge.Port);
        await device.SendAsync(Bytes.Connect(5, properties: Bytes.Properties([0x15, .. Bytes.Text("SCRAM")])));
        Assert.Equal(0x8C, (await device.ReadAsync()).Body()[1]);
    }

    [Fact]
    public async Task A_connect_that_does_not_come_closes_the_connection()
    {
        await using var bridge = await TestBridge.StartAsync(o => o with { ConnectTimeout = TimeSpan.FromMilliseconds(300) });
        using var device = await RawDevice.OpenAsync(bridge.Port);
        await device.SendAsync([0x10]);
        Assert.Empty(await device.ReadToEndAsync());
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_connect_larger_than_allowed_closes_the_connection(int level)
    {
        await using var bridge = await TestBridge.StartAsync(o => o with { MaxConnectSize = 1024 });
        using var device = await RawDevice.OpenAsync(bridge.Port);
        await device.SendAsync(Bytes.Connect(level, flags: 0xC2, rest: [Bytes.Text("u"), Bytes.Binary(new byte[2000])]));
        Assert.Empty(await device.ReadToEndAsync());
    }

    [Fact]
    public async Task Connections_above_the_limit_are_closed_and_places_come_free_again()
    {
        await using var bridge = await TestBridge.StartAsync(o => o with { MaxConnections = 1 });
        using (await bridge.ConnectAsync(4))
        using (var second = await RawDevice.OpenAsync(bridge.Port))
            Assert.Empty(await second.ReadToEndAsync());
        await Eventually.True(async () =>
        {
            using var third = await RawDevice.OpenAsync(bridge.Port);
            await third.SendAsync(Bytes.Connect(4));
            return (await third.ReadToEndOrFirstAsync()) is [[0x20, 2, 0, 0]];
        });
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_newer_connection_with_the_same_client_id_takes_over(int level)
    {
        await using var bridge = await TestBridge.StartAsync();
        using var older = await bridge.ConnectAsync(level, "same");
        using var newer = await bridge.ConnectAsync(level, "same");
        var last = await older.ReadToEndAsync();
        if (level == 5)
            Assert.Equal([0xE0, 0x8E], [Assert.Single(last)[0], last[0].Body()[0]]);
        else
            Assert.Empty(last);
        Assert.Empty(await newer.SettleAsync());
    }

    private static async Task<byte> ConnectAsAsync(TestBridge bridge, int level, string? user, string? password)
    {
        using var device = await RawDevice.OpenAsync(bridge.Port);
        var flags = (byte)(2 | (user is null ? 0 : 0x80) | (password is null ? 0 : 0x40));
        await device.SendAsync(Bytes.Connect(level, flags: flags, rest: [user is null ? [] : Bytes.Text(user), password is null ? [] : Bytes.Text(password)]));
        return (await device.ReadAsync()).Body()[1];
    }
}
