using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ServerlessIot.Ops.Api.Access.Tokens;

/// <summary>Registers the check of tokens.</summary>
internal static class TokenServices
{
    /// <summary>Adds <see cref="TokenAccess"/> as the API's access.</summary>
    /// <exception cref="InvalidOperationException">The authority's address is not acceptable.</exception>
    public static IServiceCollection AddTokens(this IServiceCollection services, ApiOptions options)
    {
        var authority = new Authority(options.Authority!, Client());
        services.AddSingleton(provider => new SigningKeys(authority.FetchKeysAsync, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<SigningKeys>>()));
        services.AddSingleton(provider => new TokenRules(options.Audience!, authority.Issuer, provider.GetRequiredService<SigningKeys>(), provider.GetRequiredService<TimeProvider>()));
        return services.AddSingleton<IApiAccess, TokenAccess>();
    }

    // Lives as long as the process, asks twice in 12 hours, and looks the address up anew each time.
    private static HttpClient Client() => new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(1), MaxResponseHeadersLength = 16 })
    {
        Timeout = Authority.Timeout,
        MaxResponseContentBufferSize = Authority.MostBytes,
    };
}
