namespace ServerlessIot.Adapters.Notify;

/// <summary>Where alerts are posted to: section <c>Notify:Webhook</c>. Without <see cref="Url"/> the channel is off.</summary>
public sealed record WebhookOptions
{
    /// <summary>https address, or http on loopback.</summary>
    public string? Url { get; init; }

    /// <summary>Key that posts are signed with: <c>whsec_</c> and base64 of 24 to 64 bytes, as the receiver has it; none = they are not signed.</summary>
    public string? Key { get; init; }

    /// <summary>How long one post may take, default 5 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The address, checked.</summary>
    /// <exception cref="InvalidOperationException">It is none, or would send alerts in the clear over a network.</exception>
    public Uri Address => Uri.TryCreate(Url, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
        ? address
        : throw new InvalidOperationException("Notify__Webhook__Url must be an https address, or http on loopback.");

    /// <summary>The key's bytes; null when there is none.</summary>
    /// <exception cref="InvalidOperationException">It is no such key.</exception>
    public byte[]? KeyBytes
    {
        get
        {
            const string Prefix = "whsec_";
            if (string.IsNullOrEmpty(Key)) return null;
            var bytes = new byte[64];
            return Key.StartsWith(Prefix, StringComparison.Ordinal) && Convert.TryFromBase64String(Key[Prefix.Length..], bytes, out var length) && length >= 24
                ? bytes[..length]
                : throw new InvalidOperationException("Notify__Webhook__Key must be whsec_ and base64 of 24 to 64 bytes.");
        }
    }
}
