using System.Text;
using Microsoft.AspNetCore.Http;
using ServerlessIot.Bridge.Access;

namespace ServerlessIot.Bridge.Ingest;

/// <summary>Who sends a request: Basic (RFC 7617), Bearer (RFC 6750: the token is the password, without a user), TLS's client certificate, or nobody.</summary>
internal static class RequestCredentials
{
    private const string Basic = "Basic ";
    private const string Bearer = "Bearer ";

    /// <exception cref="Problem">The header cannot be understood.</exception>
    public static Credentials Read(HttpContext context)
    {
        var (user, password) = Parse(context.Request.Headers.Authorization.ToString());
        return new Credentials { User = user, Password = password, Certificate = context.Connection.ClientCertificate, Remote = context.Connection.RemoteIpAddress };
    }

    private static (string? User, byte[]? Password) Parse(string header)
    {
        if (header.Length == 0)
            return (null, null);
        if (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            return (null, Encoding.UTF8.GetBytes(header[Bearer.Length..].Trim()));
        if (!header.StartsWith(Basic, StringComparison.OrdinalIgnoreCase))
            throw Problems.BadRequest("Authorization is neither Basic nor Bearer");
        byte[] pair;
        try
        {
            pair = Convert.FromBase64String(header[Basic.Length..].Trim());
        }
        catch (FormatException)
        {
            throw Problems.BadRequest("Authorization is not Base64");
        }
        var colon = pair.AsSpan().IndexOf((byte)':');
        return colon >= 0 ? (Encoding.UTF8.GetString(pair, 0, colon), pair[(colon + 1)..]) : throw Problems.BadRequest("Authorization has no colon between user and password");
    }
}
