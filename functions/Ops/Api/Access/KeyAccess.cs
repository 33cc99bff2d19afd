using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using ServerlessIot.Ops.Api.Answers;

namespace ServerlessIot.Ops.Api.Access;

/// <summary>
/// Who is let in: with a key (setting <c>Api__Key</c>) whoever sends it in the header <c>X-Api-Key</c>; without one only
/// callers on this machine. They may do everything.
/// </summary>
public sealed class KeyAccess : IApiAccess
{
    /// <summary>Header that carries the key.</summary>
    public const string Header = "X-Api-Key";

    // Longer than any key; what is longer is not worth hashing.
    private const int LongestKey = 1024;

    private static readonly Task<Admission> Trusted = Task.FromResult(new Admission(Caller.Trusted));

    private readonly byte[]? expected;
    private readonly bool inAzure;

    /// <summary>Makes the check.</summary>
    /// <param name="key">The key; null or empty = loopback callers only.</param>
    /// <param name="inAzure">Whether requests come through Azure's front end, which makes every caller look local.</param>
    public KeyAccess(string? key, bool inAzure)
    {
        expected = string.IsNullOrEmpty(key) ? null : Hash(key);
        this.inAzure = inAzure;
    }

    /// <inheritdoc/>
    public Task<Admission> AdmitAsync(HttpRequest request, CancellationToken cancellationToken) => Check(request) is { } refusal ? Task.FromResult(new Admission(refusal)) : Trusted;

    private Problem? Check(HttpRequest request)
    {
        if (expected is not null)
        {
            // Hashes have one length, so the comparison's time tells nothing of the key.
            return request.Headers.TryGetValue(Header, out var given) && given is [{ Length: <= LongestKey } key] && CryptographicOperations.FixedTimeEquals(Hash(key), expected)
                ? null
                : Problem.Unauthorized($"Send the key in the header {Header}.");
        }

        return !inAzure && IsLocal(request) ? null : Problem.Forbidden("No key is set (Api__Key), so only callers on this machine are let in.");
    }

    private static bool IsLocal(HttpRequest request) =>
        request.HttpContext.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        // A proxy in front makes everybody local.
        && !request.Headers.ContainsKey("X-Forwarded-For") && !request.Headers.ContainsKey("Forwarded")
        // A web page whose host name was pointed to 127.0.0.1 calls with its own name.
        && (request.Host.Host is "localhost" || (IPAddress.TryParse(request.Host.Host.Trim('[', ']'), out var host) && IPAddress.IsLoopback(host)));

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
