using System.Net;

namespace ServerlessIot.Broker;

/// <summary>Everything that can be set on a broker. Times are checked against <see cref="TimeProvider"/>.</summary>
public sealed record BrokerOptions
{
    /// <summary>Folder of the log; created when missing, locked while the broker runs.</summary>
    public required string Directory { get; init; }

    /// <summary>Address to listen on, and to advertise unless <see cref="Advertised"/> says otherwise.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>TCP port, 0 for a free one.</summary>
    public int Port { get; init; }

    /// <summary>Where clients are told to connect, when that is not where the broker listens, as behind a proxy; null = where it listens.</summary>
    public DnsEndPoint? Advertised { get; init; }

    /// <summary>Partitions of a topic that is created without a number, 1 to <see cref="MaxPartitions"/>.</summary>
    public int DefaultPartitions { get; init; } = 4;

    /// <summary>Whether a producer's or consumer's first question for an unknown topic creates it.</summary>
    public bool AutoCreateTopics { get; init; } = true;

    /// <summary>Flush to the disk before acknowledging. Without it, what was acknowledged survives the process's death but not the machine's.</summary>
    public bool Fsync { get; init; }

    /// <summary>Size at which a segment is closed, bytes, unless the topic sets segment.bytes.</summary>
    public int SegmentBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>How long records are kept, unless the topic sets retention.ms; negative for ever.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Pause between two looks for segments to delete.</summary>
    public TimeSpan RetentionInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Largest request, bytes; a longer one closes its connection.</summary>
    public int MaxRequestBytes { get; init; } = 100 * 1024 * 1024;

    /// <summary>Largest record batch, bytes, unless the topic sets max.message.bytes.</summary>
    public int MaxMessageBytes { get; init; } = 1_048_588;

    /// <summary>Most bytes of records in one fetch response (a single larger batch still goes through).</summary>
    public int MaxFetchBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Most bytes that large requests of all connections together may hold in memory; further ones wait unread.</summary>
    public int MaxBufferedBytes { get; init; } = 512 * 1024 * 1024;

    /// <summary>Most connections at once; further ones are closed on arrival.</summary>
    public int MaxConnections { get; init; } = 2000;

    /// <summary>Most partitions of all topics together.</summary>
    public int MaxPartitions { get; init; } = 10_000;

    /// <summary>Most members of one consumer group.</summary>
    public int MaxGroupSize { get; init; } = 1000;

    /// <summary>How long an empty group waits for further members before its first assignment.</summary>
    public TimeSpan GroupInitialRebalanceDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Shortest session timeout that a group's member may ask for.</summary>
    public TimeSpan MinSessionTimeout { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest session timeout that a group's member may ask for.</summary>
    public TimeSpan MaxSessionTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>After this time without a request a connection is closed.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>After this time in the middle of a request or response without completing it a connection is closed.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long an idempotent producer that writes nothing is remembered.</summary>
    public TimeSpan ProducerExpiry { get; init; } = TimeSpan.FromDays(1);

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentException">A value is out of its range; the message names it.</exception>
    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Directory);
        Require(Port is >= 0 and <= IPEndPoint.MaxPort, nameof(Port));
        Require(DefaultPartitions >= 1 && DefaultPartitions <= MaxPartitions, nameof(DefaultPartitions));
        Require(SegmentBytes >= 1024, nameof(SegmentBytes));
        Require(RetentionInterval > TimeSpan.Zero, nameof(RetentionInterval));
        Require(MaxRequestBytes >= 1024, nameof(MaxRequestBytes));
        Require(MaxMessageBytes >= 0 && MaxMessageBytes < MaxRequestBytes, nameof(MaxMessageBytes));
        Require(MaxFetchBytes >= 1, nameof(MaxFetchBytes));
        Require(MaxBufferedBytes >= 1, nameof(MaxBufferedBytes));
        Require(MaxConnections >= 1, nameof(MaxConnections));
        Require(MaxGroupSize >= 1, nameof(MaxGroupSize));
        Require(GroupInitialRebalanceDelay >= TimeSpan.Zero, nameof(GroupInitialRebalanceDelay));
        Require(MinSessionTimeout > TimeSpan.Zero && MinSessionTimeout <= MaxSessionTimeout, nameof(MinSessionTimeout));
        Require(IdleTimeout > TimeSpan.Zero, nameof(IdleTimeout));
        Require(StallTimeout > TimeSpan.Zero, nameof(StallTimeout));
        Require(ProducerExpiry > TimeSpan.Zero, nameof(ProducerExpiry));
    }

    private static void Require(bool inRange, string name)
    {
        if (!inRange)
            throw new ArgumentException($"{name} is out of its range", name);
    }
}
