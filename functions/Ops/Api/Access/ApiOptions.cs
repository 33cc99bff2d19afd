namespace ServerlessIot.Ops.Api.Access;

/// <summary>Who may call the API: settings <c>Api__…</c>.</summary>
public sealed record ApiOptions
{
    /// <summary>Key that callers send in the header <c>X-Api-Key</c>; counts only without <see cref="Audience"/> and <see cref="Authority"/>.</summary>
    public string? Key { get; init; }

    /// <summary>Whom tokens must be made for: the client id of the API's app registration.</summary>
    public string? Audience { get; init; }

    /// <summary>Who makes the tokens: <c>https://login.microsoftonline.com/DIRECTORY-ID/v2.0</c>; http only on a loopback address.</summary>
    public string? Authority { get; init; }

    /// <summary>Whether callers bring tokens.</summary>
    /// <exception cref="InvalidOperationException">Only one of both settings is given: letting callers in by something else would be a surprise.</exception>
    public bool TakesTokens => (string.IsNullOrEmpty(Audience), string.IsNullOrEmpty(Authority)) switch
    {
        (true, true) => false,
        (false, false) => true,
        _ => throw new InvalidOperationException("Set both Api__Audience and Api__Authority, or neither."),
    };
}
