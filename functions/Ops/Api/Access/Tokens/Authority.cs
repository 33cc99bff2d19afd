using System.Security.Cryptography;
using System.Text.Json;
using ServerlessIot.Domain.Tokens;

namespace ServerlessIot.Ops.Api.Access.Tokens;

/// <summary>Who makes the tokens: one directory of Entra ID, or whatever publishes its keys in the same way (OpenID Connect Discovery 1.0).</summary>
public sealed class Authority
{
    /// <summary>How long one of the two requests may take.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>Bytes of one answer at most; Entra ID's keys are some 20 kB.</summary>
    public const int MostBytes = 256 << 10;

    // Endpoints for all directories: what they sign says nothing of who may call this API.
    private static readonly string[] Shared = ["common", "organizations", "consumers"];

    private readonly HttpClient client;

    /// <summary>Names it.</summary>
    /// <param name="address">Setting <c>Api__Authority</c>.</param>
    /// <param name="client">For its requests. Must not follow redirects, which could lead to what the setting would not have been allowed to name.</param>
    /// <exception cref="InvalidOperationException">The address is not acceptable.</exception>
    public Authority(string address, HttpClient client)
    {
        Issuer = address.TrimEnd('/');
        if (!Uri.TryCreate(Issuer, UriKind.Absolute, out var uri) || !IsSafe(uri) || uri.Query.Length > 0 || uri.Fragment.Length > 0 || uri.UserInfo.Length > 0)
            throw new InvalidOperationException("Api__Authority is an https address such as https://login.microsoftonline.com/DIRECTORY-ID/v2.0 (http only on a loopback address).");
        if (uri.Segments.Any(segment => Shared.Contains(segment.Trim('/'), StringComparer.OrdinalIgnoreCase)))
            throw new InvalidOperationException("Api__Authority names one directory by its id: tokens of all directories would be let in otherwise.");
        this.client = client;
    }

    /// <summary>The address, which is the claim <c>iss</c> of its tokens.</summary>
    public string Issuer { get; }

    /// <summary>Fetches the keys that it signs with now, by their id.</summary>
    /// <exception cref="IdentityUnavailableException">It does not answer in time, or not as it should.</exception>
    public async Task<IReadOnlyDictionary<string, RSAParameters>> FetchKeysAsync(CancellationToken cancellationToken)
    {
        var metadata = await GetAsync(new Uri(Issuer + "/.well-known/openid-configuration"), cancellationToken);
        if (metadata.Text("issuer") != Issuer) throw new IdentityUnavailableException($"{Issuer} says that it is another issuer.");
        if (!Uri.TryCreate(metadata.Text("jwks_uri"), UriKind.Absolute, out var address) || !IsSafe(address))
            throw new IdentityUnavailableException($"{Issuer} does not say where its keys are.");
        return KeySet.Read(await GetAsync(address, cancellationToken));
    }

    private static bool IsSafe(Uri address) => address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);

    private async Task<JsonElement> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        try
        {
            return StrictJson.Parse(await client.GetByteArrayAsync(address, cancellationToken));
        }
        catch (Exception error) when (error is HttpRequestException or JsonException or IOException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new IdentityUnavailableException($"{address} did not answer: {error.Message}", error);
        }
    }
}
