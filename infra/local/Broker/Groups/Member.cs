namespace ServerlessIot.Broker.Groups;

/// <summary>One member of a consumer group. Guarded by its group's lock.</summary>
internal sealed class Member
{
    public required string Id { get; set; }

    /// <summary>Name that a static member keeps over restarts (KIP-345); null for the usual dynamic member.</summary>
    public required string? InstanceId { get; init; }

    public required string ClientId { get; set; }

    public required string ClientHost { get; set; }

    public required TimeSpan SessionTimeout { get; set; }

    public required TimeSpan RebalanceTimeout { get; set; }

    /// <summary>Assignment protocols that it speaks, preferred first, with its subscription in each.</summary>
    public required (string Name, byte[] Metadata)[] Protocols { get; set; }

    public byte[] Assignment { get; set; } = [];

    /// <summary>When it is taken for dead unless heard of, ms of the group's clock.</summary>
    public long SessionEnds { get; set; }

    /// <summary>Its JoinGroup that waits for the others.</summary>
    public TaskCompletionSource<JoinResult>? Joining { get; set; }

    /// <summary>Its SyncGroup that waits for the leader's assignment.</summary>
    public TaskCompletionSource<SyncResult>? Syncing { get; set; }

    public byte[] MetadataFor(string? protocol)
    {
        foreach (var (name, metadata) in Protocols)
        {
            if (name == protocol)
                return metadata;
        }

        return [];
    }

    public bool Speaks((string Name, byte[] Metadata)[] protocols)
    {
        if (protocols.Length != Protocols.Length)
            return false;
        for (var i = 0; i < protocols.Length; i++)
        {
            if (protocols[i].Name != Protocols[i].Name || !protocols[i].Metadata.AsSpan().SequenceEqual(Protocols[i].Metadata))
                return false;
        }

        return true;
    }
}
