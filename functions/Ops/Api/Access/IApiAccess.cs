using Microsoft.AspNetCore.Http;

namespace ServerlessIot.Ops.Api.Access;

/// <summary>Who is let in: see <see cref="KeyAccess"/> and <see cref="Tokens.TokenAccess"/>.</summary>
public interface IApiAccess
{
    /// <summary>Looks at who asks.</summary>
    /// <exception cref="Tokens.IdentityUnavailableException">What it takes to tell cannot be had now.</exception>
    Task<Admission> AdmitAsync(HttpRequest request, CancellationToken cancellationToken);
}
