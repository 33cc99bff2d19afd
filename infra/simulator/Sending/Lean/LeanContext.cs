using System.Net;
using Microsoft.Extensions.Logging;
using ServerlessIot.Simulator.Books;
using ServerlessIot.Simulator.Payload;

namespace ServerlessIot.Simulator.Sending.Lean;

/// <summary>What all lanes of a lean sender share. Lanes are pumped one after the other, so the buffers are shared too.</summary>
internal sealed class LeanContext(BrokerAddress address, IPAddress resolved, TimeProvider clock, Random random, Progress progress, ILogger logger)
{
    public BrokerAddress Address { get; } = address;

    public IPEndPoint EndPoint { get; } = new(resolved, address.Port);

    public Random Random { get; } = random;

    public Progress Progress { get; } = progress;

    public ILogger Logger { get; } = logger;

    public PayloadBuffer Payload { get; } = new();

    /// <summary>Where received bytes land: thousands of acknowledgements of 4 bytes, or one long refusal.</summary>
    public byte[] Received { get; } = new byte[64 * 1024];

    public byte[] PublishProperties { get; } = ConnectPacket.PublishProperties(address.Level);

    /// <summary>Time since the clock's start, as of the current tick.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>Unix milliseconds, as of the current tick.</summary>
    public long UnixNow { get; private set; }

    /// <summary>Begins a tick: asking the clock once serves all lanes.</summary>
    public void BeginTick()
    {
        Now = clock.GetElapsedTime(0);
        UnixNow = clock.GetUtcNow().ToUnixTimeMilliseconds();
    }

    /// <summary>Connections being made now.</summary>
    public int Connecting { get; set; }

    /// <summary>Lanes that have something to do with the next tick.</summary>
    public List<Lane> Awake { get; set; } = [];
}
