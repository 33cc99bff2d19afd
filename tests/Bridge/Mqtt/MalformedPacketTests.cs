using ServerlessIot.Bridge.Tests.Devices;

namespace ServerlessIot.Bridge.Tests.Mqtt;

public sealed class MalformedPacketTests : IClassFixture<MalformedPacketTests.SharedBridge>, IAsyncLifetime
{
    private readonly SharedBridge _shared;
    private RawDevice _bystander = null!;

    public MalformedPacketTests(SharedBridge shared) => _shared = shared;

    [Theory]
    [MemberData(nameof(MalformedPackets.AfterConnect), MemberType = typeof(MalformedPackets))]
    public async Task It_closes_its_own_connection_with_the_right_reason(string name, int level, byte[] bytes, byte reason)
    {
        using var device = await _shared.Bridge.ConnectAsync(level, "rude");
        await device.SendAsync(bytes);
        var last = await device.ReadToEndAsync();
        if (level == 5)
            Assert.Equal($"{name}: E0 {reason:X2}", $"{name}: {Assert.Single(last)[0]:X2} {last[0].Body()[0]:X2}");
        else
            Assert.Empty(last);
        Assert.Empty(await _bystander.SettleAsync());
    }

    [Theory]
    [MemberData(nameof(MalformedPackets.InsteadOfConnect), MemberType = typeof(MalformedPackets))]
    public async Task It_does_not_connect(string name, byte[] bytes, byte? reason)
    {
        using var device = await RawDevice.OpenAsync(_shared.Bridge.Port);
        await device.SendAsync(bytes);
        var packets = await device.ReadToEndAsync();
        if (reason is { } code)
            Assert.Equal($"{name}: 20 {code:X2}", $"{name}: {Assert.Single(packets)[0]:X2} {packets[0].Body()[1]:X2}");
        else
            Assert.Empty(packets);
        Assert.Empty(await _bystander.SettleAsync());
    }

    [Fact]
    public void There_are_at_least_two_hundred_of_them() =>
        Assert.InRange(MalformedPackets.AfterConnect().Count + MalformedPackets.InsteadOfConnect().Count, 200, int.MaxValue);

    [Fact]
    public async Task Random_bytes_never_stop_the_bridge()
    {
        var random = new Random(42);
        for (var round = 0; round < 300; round++)
        {
            var level = round % 2 + 4;
            using var device = await _shared.Bridge.ConnectAsync(level, "fuzz");
            var noise = new byte[random.Next(1, 200)];
            random.NextBytes(noise);
            // Mostly plausible: a real packet with a few bytes changed gets deeper than noise does.
            var packet = random.Next(3) == 0 ? noise : Bytes.Publish(level, random.Next(3), 1, TestBridge.Topic, noise);
            for (var i = 0; i < 3; i++)
                packet[random.Next(packet.Length)] = (byte)random.Next(256);
            await device.SendAsync(packet);
        }
        Assert.Empty(await _bystander.SettleAsync());
    }

    public async Task InitializeAsync() => _bystander = await _shared.Bridge.ConnectAsync(4, "bystander");

    public Task DisposeAsync()
    {
        _bystander.Dispose();
        return Task.CompletedTask;
    }

    public sealed class SharedBridge : IAsyncLifetime
    {
        internal TestBridge Bridge { get; private set; } = null!;

        public async Task InitializeAsync() => Bridge = await TestBridge.StartAsync();

        public async Task DisposeAsync() => await Bridge.DisposeAsync();
    }
}
