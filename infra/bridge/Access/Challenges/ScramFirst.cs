namespace ServerlessIot.Bridge.Access.Challenges;

/// <summary>A device's first message, <c>n,,n=user,r=nonce</c>: RFC 5802, 7 (client-first-message).</summary>
/// <param name="Header">What concerns channel binding, with its commas; it comes again in the last message.</param>
/// <param name="Bare">The rest.</param>
/// <param name="User">Name, without escapes.</param>
/// <param name="Nonce">The device's part of the nonce.</param>
internal sealed record ScramFirst(string Header, string Bare, string User, string Nonce)
{
    /// <summary>Reads it; null when it is malformed, wants to be bound to a channel, or to act for somebody else.</summary>
    public static ScramFirst? Read(ReadOnlySpan<byte> message)
    {
        if (ScramText.Read(message) is not { } text || !(text.StartsWith("n,", StringComparison.Ordinal) || text.StartsWith("y,", StringComparison.Ordinal)))
            return null;
        var second = text.IndexOf(',', 2);
        if (second < 0)
            return null;
        var (actsFor, bare) = (text[2..second], text[(second + 1)..]);
        var rest = bare.AsSpan();
        // Extensions that must be understood ("m=") would stand first, and none is.
        if (ScramText.Take(ref rest, "n") is not { } escaped || ScramText.Name(escaped) is not { } user)
            return null;
        if (actsFor.Length > 0 && actsFor != $"a={escaped}")
            return null;
        return ScramText.Take(ref rest, "r") is { } nonce && ScramText.IsNonce(nonce) ? new ScramFirst(text[..(second + 1)], bare, user, nonce) : null;
    }
}
