using Microsoft.AspNetCore.Http;
using ServerlessIot.Domain.Tokens;
using ServerlessIot.Ops.Api.Answers;

namespace ServerlessIot.Ops.Api.Access.Tokens;

/// <summary>
/// Lets in whoever brings an access token of the authority (<c>Authorization: Bearer …</c>, RFC 6750) that gives a role and tenants.
/// <para>
/// The app checks the token by itself, although App Service authentication in front of it does so too: the header
/// <c>X-MS-CLIENT-PRINCIPAL</c>, in which the platform hands on what it found, can be written by anyone wherever the platform's
/// check is off (another host, a slot, a setting that somebody changed), and nothing in the request tells the difference.
/// A signature can be checked anywhere, so the same code runs in tests, and a mistake in one of both checks lets nobody in.
/// </para>
/// </summary>
public sealed class TokenAccess(TokenRules rules) : IApiAccess
{
    private const string Scheme = "Bearer ";

    // Directories make tokens of 1 to 8 kB; servers commonly end at 16 kB for all headers together.
    private const int LongestToken = 16 << 10;

    /// <inheritdoc/>
    public async Task<Admission> AdmitAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var headers = request.Headers.Authorization;
        if (headers is not [{ } header] || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return new Admission(Problem.NoToken("Send one access token in the header Authorization: Bearer TOKEN."));
        var text = header.AsMemory(Scheme.Length).Trim();
        if (text.Length > LongestToken) return new Admission(Problem.BadToken($"The token is longer than {LongestToken} characters."));
        if (!SignedToken.TryRead(text.Span, out var token)) return new Admission(Problem.BadToken("This is no signed JSON Web Token."));
        var fault = await rules.FaultAsync(token, cancellationToken);
        return fault is null ? TokenCaller.Read(token.Claims) : new Admission(Problem.BadToken(fault));
    }
}
