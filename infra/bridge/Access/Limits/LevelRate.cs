namespace ServerlessIot.Bridge.Access.Limits;

/// <summary>A device's rate as one of its levels has it: of a share of it each message counts several times. So who is at a lower level elsewhere slows the device itself by no more than it sends.</summary>
/// <param name="Limit">What all of the device's levels have together.</param>
/// <param name="MessageWeight">As how many a message counts; 0 when messages have no limit.</param>
/// <param name="ByteWeight">As how many a byte counts; 0 when bytes have no limit.</param>
internal sealed record LevelRate(RateLimit Limit, int MessageWeight, int ByteWeight)
{
    /// <inheritdoc cref="RateLimit.Take(int)"/>
    public TimeSpan Take(int bytes) => Take(1, bytes);

    /// <inheritdoc cref="RateLimit.Debt"/>
    public TimeSpan Debt() => Take(0, 0);

    /// <inheritdoc cref="RateLimit.Take(int, int)"/>
    public TimeSpan Take(int messages, int bytes)
    {
        var (ofMessages, ofBytes) = Limit.Take((long)messages * MessageWeight, (long)bytes * ByteWeight);
        return TimeSpan.FromSeconds(Math.Max(MessageWeight == 0 ? 0 : ofMessages, ByteWeight == 0 ? 0 : ofBytes));
    }
}
