using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;

namespace ServerlessIot.Ops.Tests.Doubles;

/// <summary>A token as it is before it is signed; tests bend it.</summary>
public sealed class TestToken
{
    public const long Now = ApiFixture.Now / 1000;

    public JsonObject Header { get; } = [];

    public JsonObject Claims { get; private init; } = [];

    /// <summary>What Entra ID puts into an access token (version 2) of a user.</summary>
    public static TestToken For(IdentityProvider provider, params string[] roles) => new()
    {
        Claims = new JsonObject
        {
            ["aud"] = IdentityProvider.Audience,
            ["iss"] = provider.Issuer,
            ["iat"] = Now - 300,
            ["nbf"] = Now - 300,
            ["exp"] = Now + 3600,
            ["azp"] = "04b07795-8ddb-461a-bbee-02f9e1bf7b46",
            ["name"] = "Eva Example",
            ["oid"] = "8b0c0000-0000-4000-8000-00000000e0a1",
            ["preferred_username"] = "eva@example.com",
            ["roles"] = new JsonArray([.. roles.Select(role => JsonValue.Create(role))]),
            ["scp"] = "access",
            ["tid"] = "directory",
            ["ver"] = "2.0",
        },
    };

    public TestToken With(string claim, JsonNode? value)
    {
        Claims[claim] = value;
        return this;
    }

    public TestToken Without(string claim)
    {
        Claims.Remove(claim);
        return this;
    }

    public TestToken WithHeader(string member, JsonNode? value)
    {
        Header[member] = value;
        return this;
    }

    public string Sign(TestKey key) => Sign(key.Id, key.Sign);

    /// <summary>Members of the header that a test has set stay.</summary>
    public string Sign(string keyId, Func<byte[], byte[]> sign)
    {
        foreach (var (name, value) in new[] { ("typ", "JWT"), ("alg", "RS256"), ("kid", keyId) })
        {
            if (!Header.ContainsKey(name)) Header[name] = value;
        }

        return Sign(Header.ToJsonString(), Claims.ToJsonString(), sign);
    }

    public static string Sign(string header, string claims, Func<byte[], byte[]> sign)
    {
        var text = Encode(Encoding.UTF8.GetBytes(header)) + "." + Encode(Encoding.UTF8.GetBytes(claims));
        return text + "." + Encode(sign(Encoding.ASCII.GetBytes(text)));
    }

    public static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
