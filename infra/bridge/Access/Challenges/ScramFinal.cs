namespace ServerlessIot.Bridge.Access.Challenges;

/// <summary>A device's last message, <c>c=binding,r=nonce,p=proof</c>: RFC 5802, 7 (client-final-message).</summary>
/// <param name="Unproven">All before the proof.</param>
/// <param name="Binding">The first message's header again.</param>
/// <param name="Nonce">Both parts of the nonce.</param>
/// <param name="Proof">Shows that the device knows its key for this exchange: <see cref="ScramKeys.ProofLength"/> bytes.</param>
internal sealed record ScramFinal(string Unproven, byte[] Binding, string Nonce, byte[] Proof)
{
    /// <summary>Reads it; null when it is malformed.</summary>
    public static ScramFinal? Read(ReadOnlySpan<byte> message)
    {
        if (ScramText.Read(message) is not { } text)
            return null;
        var end = text.LastIndexOf(",p=", StringComparison.Ordinal);
        if (end < 0 || ScramText.Bytes(text[(end + 3)..]) is not { Length: ScramKeys.ProofLength } proof)
            return null;
        var rest = text.AsSpan(0, end);
        return ScramText.Take(ref rest, "c") is { } c && ScramText.Bytes(c) is { } binding && ScramText.Take(ref rest, "r") is { } nonce
            ? new ScramFinal(text[..end], binding, nonce, proof)
            : null;
    }
}
