using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using ServerlessIot.Bridge.Health;
using ServerlessIot.Bridge.Mqtt.Connecting;
using ServerlessIot.Bridge.Tests.Devices;

namespace ServerlessIot.Bridge.Tests.Mqtt;

/// <summary>Who gets a client id when several connections of one device wait for it.</summary>
public class ConnectionRegistryTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly ConnectionRegistry _registry = new();

    [Fact]
    public async Task One_that_waited_longer_does_not_close_a_newer_one_that_was_quicker()
    {
        await using var test = new TestServices();
        var (oldest, end) = Open(test, out _);
        Assert.True(await _registry.ClaimAsync("d", oldest));
        var (older, _) = Open(test, out _);
        var (newer, _) = Open(test, out var input);
        var waits = _registry.ClaimAsync("d", older);
        _registry.Release("d", oldest);
        Assert.True(await _registry.ClaimAsync("d", newer));
        var read = input.ReadAsync();
        await end.CompleteAsync();
        await oldest.RunAsync();
        Assert.False(await waits.WaitAsync(Patience));
        Assert.False(read.IsCompleted); // it would be cancelled by a close

        // It holds the id: an even newer one closes it, and it alone gives the id back.
        _registry.Release("d", older);
        var (newest, _) = Open(test, out _);
        var next = _registry.ClaimAsync("d", newest);
        Assert.True((await read.AsTask().WaitAsync(Patience)).IsCanceled);
        _registry.Release("d", newer);
        Assert.False(next.IsCompleted);
    }

    private static (MqttConnection Connection, PipeWriter End) Open(TestServices test, out PipeReader input)
    {
        var (fromDevice, toDevice) = (new Pipe(), new Pipe());
        input = fromDevice.Reader;
        var context = new DefaultConnectionContext("test") { Transport = new Duplex(fromDevice.Reader, toDevice.Writer) };
        return (new MqttConnection(context, test.Services, Door.Mqtt), fromDevice.Writer);
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
