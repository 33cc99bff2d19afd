using ServerlessIot.Broker.Wire;

namespace ServerlessIot.Broker.Requests;

/// <summary>Answers one kind of request in a range of versions.</summary>
/// <param name="key">The kind.</param>
/// <param name="oldest">Oldest version it speaks.</param>
/// <param name="newest">Newest version it speaks.</param>
/// <param name="flexibleFrom">First version in the flexible encoding (KIP-482).</param>
internal abstract class RequestHandler(ApiKey key, short oldest, short newest, short flexibleFrom)
{
    public ApiKey Key => key;

    public short Oldest => oldest;

    public short Newest => newest;

    public short FlexibleFrom => flexibleFrom;

    /// <summary>Writes the response's body.</summary>
    /// <param name="request">The request; valid until the returned task completes.</param>
    /// <param name="response">Where to write, already past the header.</param>
    /// <param name="stopping">Signalled when the broker stops: waits end.</param>
    public abstract ValueTask HandleAsync(Request request, WireWriter response, CancellationToken stopping);
}
