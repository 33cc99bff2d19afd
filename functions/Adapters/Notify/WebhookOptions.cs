namespace ServerlessIot.Adapters.Notify;

/// <summary>Where alerts are posted to: section <c>Notify:Webhook</c>. Without <see cref="Url"/> the channel is off.</summary>
public sealed record WebhookOptions
{
    /// <summary>https address, or http on loopback.</summary>
    public string? Url { get; init; }

    /// <summary>How long one post may take, default 5 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The address, checked.</summary>
    /// <exception cref="InvalidOperationException">It is none, or would send alerts in the clear over a network.</exception>
    public Uri Address => Uri.TryCreate(Url, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
        ? address
        : throw new InvalidOperationException("Notify__Webhook__Url must be an https address, or http on loopback.");
}
