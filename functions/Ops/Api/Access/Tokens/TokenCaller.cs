using System.Text.Json;
using ServerlessIot.Domain.Tokens;
using ServerlessIot.Ops.Api.Answers;

namespace ServerlessIot.Ops.Api.Access.Tokens;

/// <summary>
/// Makes a caller of the claims of a good token. Everything is in the claim <c>roles</c>, which holds the app roles that an
/// administrator assigned to a user, a group or an application: <c>Iot.Reader</c>, <c>Iot.Operator</c>, <c>Iot.Admin</c>, and one
/// role <c>Tenant.NAME</c> for each tenant. Groups and directory extensions could name tenants too, but groups are left
/// out of the token when there are many, so that a limit would silently be gone, and extensions are not there for applications.
/// </summary>
public static class TokenCaller
{
    /// <summary>Start of the app roles that name tenants.</summary>
    public const string TenantPrefix = "Tenant.";

    private const string Unknown = "unknown";
    private const int LongestName = 128;

    private static readonly Dictionary<string, ApiRole> Roles = new(StringComparer.Ordinal)
    {
        ["Iot.Reader"] = ApiRole.Reader,
        ["Iot.Operator"] = ApiRole.Operator,
        ["Iot.Admin"] = ApiRole.Admin,
    };

    /// <summary>The caller; 403 when the token gives no role, or no tenant. Only an administrator without tenants sees all of them.</summary>
    public static Admission Read(JsonElement claims)
    {
        var values = Values(claims);
        var role = values.Select(value => Roles.GetValueOrDefault(value)).DefaultIfEmpty().Max();
        if (role == default) return new Admission(Problem.NotAllowed($"The token gives no role. Have one of the app roles {string.Join(", ", Roles.Keys)} assigned, and get a new token."));
        var tenants = values.Where(value => value.StartsWith(TenantPrefix, StringComparison.Ordinal)).Select(value => value[TenantPrefix.Length..]).ToList();
        var scope = role == ApiRole.Admin && tenants.Count == 0 ? TenantScope.All : TenantScope.Of(tenants);
        return scope.Names is { Count: 0 }
            ? new Admission(Problem.NotAllowed($"The token gives no tenant. Have the app role {TenantPrefix}NAME of each tenant assigned, and get a new token."))
            : new Admission(new Caller(role, scope, Name(claims)));
    }

    private static List<string> Values(JsonElement claims) =>
        claims.TryGetProperty("roles", out var roles) && roles.ValueKind == JsonValueKind.Array
            ? [.. roles.EnumerateArray().Where(role => role.ValueKind == JsonValueKind.String).Select(role => role.GetString()!)]
            : [];

    // Names change and are given anew, object ids are not. An application has no name in its token, but its client id.
    private static string Name(JsonElement claims)
    {
        var id = claims.Text("oid") ?? claims.Text("sub") ?? Unknown;
        var name = claims.Text("preferred_username") ?? claims.Text("name") ?? "app " + claims.Text("azp");
        id = Clean(id, LongestName / 2);
        return $"{Clean(name, LongestName - id.Length - " ()".Length)} ({id})";
    }

    private static string Clean(string text, int length)
    {
        var clean = string.Concat(text.Where(c => !char.IsControl(c)));
        return clean.Length <= length ? clean : clean[..length];
    }
}
