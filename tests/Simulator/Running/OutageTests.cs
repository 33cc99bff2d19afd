using ServerlessIot.Simulator.Options;
using ServerlessIot.Simulator.Sending;
using ServerlessIot.Simulator.Tests.Brokers;

namespace ServerlessIot.Simulator.Tests.Running;

public sealed class OutageTests
{
    [Theory]
    [InlineData(ClientKind.Lean)]
    [InlineData(ClientKind.Mqttnet)]
    public async Task A_broker_that_is_killed_and_comes_back_gets_everything_acknowledged(ClientKind client)
    {
        await using var broker = await Mosquitto.StartAsync();
        var running = Runs.RunAsync(new SimulatorOptions { Port = broker.Port, Devices = 25, Rate = 500, For = TimeSpan.FromSeconds(8), Client = client });
        await broker.WaitForTrafficAsync();
        await broker.KillAsync();
        await broker.StartAgainAsync();
        var run = await running;
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(run.Ledger.Total.Published, run.Ledger.Total.Acknowledged);
        Assert.True(run.Last.GetProperty("reconnects").GetInt64() >= 25);
    }

    [Fact]
    public async Task What_stays_without_acknowledgement_is_listed_and_the_exit_code_is_3()
    {
        // Acknowledges only the first ten messages of its only device.
        var answered = 0;
        await using var broker = new ScriptedBroker { Answer = (_, publish) => Interlocked.Increment(ref answered) <= 10 ? ScriptedBroker.Acknowledge(publish) : [] };
        var run = await Runs.RunAsync(new SimulatorOptions
        {
            Port = broker.Port,
            Devices = 1,
            Client = ClientKind.Lean,
            Rate = 1000,
            For = TimeSpan.FromSeconds(2),
            Drain = TimeSpan.FromSeconds(0.5)
        });
        Assert.Equal(3, run.ExitCode);
        var line = Assert.Single(run.Ledger.Devices);
        Assert.Equal(30, line.Published);
        Assert.Equal([new(1, 10)], line.Acknowledged);
        Assert.Equal(20, line.Unacknowledged);
        Assert.Equal(20, run.Last.GetProperty("unacknowledged").GetInt64());
    }

    [Theory]
    [InlineData(MqttLevel.V311, 0, true)]
    [InlineData(MqttLevel.V5, 0, false)]
    [InlineData(MqttLevel.V5, 1, true)]
    public async Task After_a_reconnect_the_same_bytes_come_again_in_order(MqttLevel level, byte sessionPresent, bool marked)
    {
        // The first connection acknowledges five messages, takes five more without a word, and breaks; the run ends when thirty came.
        using var enough = new CancellationTokenSource();
        await using var broker = new ScriptedBroker
        {
            ConnAck = number => level == MqttLevel.V311 ? [0x20, 2, 0, 0] : [0x20, 3, number > 1 ? sessionPresent : (byte)0, 0, 0],
            Answer = (number, publish) => (number, publish.Id) switch
            {
                (1, > 9) => null,
                (1, > 5) => [],
                (_, 30) => Enough(publish),
                _ => ScriptedBroker.Acknowledge(publish)
            }
        };
        var run = await Runs.RunAsync(new SimulatorOptions
        {
            Port = broker.Port,
            Protocol = level,
            Devices = 1,
            Client = ClientKind.Lean,
            Rate = 50
        }, enough.Token);

        Assert.Equal(0, run.ExitCode);
        var received = broker.Received.ToList();
        var before = received.Skip(5).Take(5).ToList();
        var again = received.Skip(10).Take(5).ToList();
        Assert.Equal(before.Select(publish => (publish.Id, publish.Topic, publish.Payload)), again.Select(publish => (publish.Id, publish.Topic, publish.Payload)));
        Assert.All(before, publish => Assert.False(publish.IsDuplicate));
        // More than the five may have left the device before it saw that the connection was gone.
        var resent = run.Last.GetProperty("resent").GetInt32();
        Assert.InRange(resent, 5, 20);
        Assert.All(received.Skip(10).Take(resent), publish => Assert.Equal(marked, publish.IsDuplicate));
        Assert.All(received.Skip(10 + resent), publish => Assert.False(publish.IsDuplicate));
        Assert.Equal(Enumerable.Range(6, received.Count - 10), received.Skip(10).Select(publish => (int)publish.Id));

        byte[] Enough(ReceivedPublish publish)
        {
            enough.Cancel();
            return ScriptedBroker.Acknowledge(publish);
        }
    }

    [Fact]
    public async Task A_refused_message_is_tried_again_on_a_new_connection()
    {
        // 0x97: quota exceeded.
        await using var broker = new ScriptedBroker
        {
            Answer = (number, publish) => number == 1 ? [0x40, 3, (byte)(publish.Id >> 8), (byte)publish.Id, 0x97] : ScriptedBroker.Acknowledge(publish)
        };
        var run = await Runs.RunAsync(new SimulatorOptions { Port = broker.Port, Devices = 1, Client = ClientKind.Lean, Rate = 20, For = TimeSpan.FromSeconds(3) });
        Assert.Equal(0, run.ExitCode);
        Assert.True(broker.Connections >= 2);
        Assert.Equal(run.Ledger.Total.Published, run.Ledger.Total.Acknowledged);
    }

    [Fact]
    public async Task The_brokers_receive_maximum_is_kept()
    {
        // Receive maximum 3 (property 0x21) and no acknowledgement at all: a fourth message must not come.
        await using var broker = new ScriptedBroker { ConnAck = _ => [0x20, 6, 0, 0, 3, 0x21, 0, 3], Answer = (_, _) => [] };
        var run = await Runs.RunAsync(new SimulatorOptions
        {
            Port = broker.Port,
            Devices = 1,
            Client = ClientKind.Lean,
            Rate = 200,
            For = TimeSpan.FromSeconds(2),
            Drain = TimeSpan.FromSeconds(0.2)
        });
        Assert.Equal(3, run.ExitCode);
        Assert.Equal(3, broker.Received.Count);
    }

    [Fact]
    public async Task Garbage_from_the_broker_costs_the_connection_only()
    {
        await using var broker = new ScriptedBroker { Answer = (number, publish) => number < 4 ? Garbage(number) : ScriptedBroker.Acknowledge(publish) };
        var run = await Runs.RunAsync(new SimulatorOptions { Port = broker.Port, Devices = 1, Client = ClientKind.Lean, Rate = 20, For = TimeSpan.FromSeconds(0.5) });
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(run.Ledger.Total.Published, run.Ledger.Total.Acknowledged);

        static byte[] Garbage(int number) => number switch
        {
            1 => [0x40, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F],
            2 => [0x00, 0x00],
            _ => [0xE0, 0x01, 0x8B]
        };
    }
}
