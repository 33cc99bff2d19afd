namespace ServerlessIot.Broker.Wire;

/// <summary>One request as it arrived. Its bytes belong to the connection and are gone when the response has been written.</summary>
internal sealed class Request
{
    public required ApiKey Key { get; init; }

    public required short Version { get; init; }

    public required int CorrelationId { get; init; }

    public required string ClientId { get; init; }

    /// <summary>Address of the peer, as DescribeGroups shows it.</summary>
    public required string ClientHost { get; init; }

    public required bool Flexible { get; init; }

    /// <summary>The frame without its length.</summary>
    public required Memory<byte> Frame { get; init; }

    /// <summary>Where the body begins in <see cref="Frame"/>.</summary>
    public required int BodyStart { get; init; }

    /// <summary>False when the client wants no response (Produce with acks = 0).</summary>
    public bool AnswerWanted { get; set; } = true;

    public WireReader Body() => new(Frame.Span, BodyStart, Flexible);
}
