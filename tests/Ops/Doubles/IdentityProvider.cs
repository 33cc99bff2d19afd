using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ServerlessIot.Ops.Tests.Doubles;

/// <summary>A directory that makes tokens with keys of its own and publishes these over HTTP, as Entra ID does.</summary>
public sealed class IdentityProvider : IAsyncDisposable
{
    public const string Audience = "6f6a1c3e-0000-4000-8000-00000000a001";

    private readonly WebApplication app;
    private int fetches;

    private IdentityProvider(WebApplication app) => this.app = app;

    /// <summary>What it publishes; the first one signs.</summary>
    public List<TestKey> Keys { get; } = [new("key-1")];

    /// <summary>Answers a request in place of the usual answer.</summary>
    public Func<HttpContext, Task>? Instead { get; set; }

    /// <summary>Times that its keys were asked for.</summary>
    public int Fetches => fetches;

    public string Address => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public string Issuer => Address + "/directory/v2.0";

    public static async Task<IdentityProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var provider = new IdentityProvider(builder.Build());
        provider.app.Run(provider.AnswerAsync);
        await provider.app.StartAsync();
        return provider;
    }

    /// <summary>The settings by which the API takes its tokens.</summary>
    public (string, string)[] Settings => [("Api:Audience", Audience), ("Api:Authority", Issuer)];

    /// <summary>A good access token of a user with app roles.</summary>
    public string Token(params string[] roles) => Token(TestToken.For(this, roles));

    public string Token(TestToken token) => token.Sign(Keys[0]);

    public ValueTask DisposeAsync()
    {
        foreach (var key in Keys) key.Dispose();
        return app.DisposeAsync();
    }

    private Task AnswerAsync(HttpContext context)
    {
        if (Instead is not null) return Instead(context);
        switch (context.Request.Path)
        {
            case "/directory/v2.0/.well-known/openid-configuration":
                return context.Response.WriteAsJsonAsync(new { issuer = Issuer, jwks_uri = Address + "/keys" });
            case "/keys":
                Interlocked.Increment(ref fetches);
                return context.Response.WriteAsJsonAsync(new { keys = Keys.Select(key => key.Published) });
            default:
                context.Response.StatusCode = 404;
                return Task.CompletedTask;
        }
    }
}

/// <summary>A key that signs.</summary>
public sealed class TestKey(string id, int bits = 2048) : IDisposable
{
    private readonly RSA rsa = RSA.Create(bits);

    public string Id => id;

    public object Published => new { kty = "RSA", use = "sig", kid = id, n = TestToken.Encode(Public.Modulus!), e = TestToken.Encode(Public.Exponent!) };

    public RSAParameters Public => rsa.ExportParameters(includePrivateParameters: false);

    public byte[] Sign(byte[] data) => rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    public void Dispose() => rsa.Dispose();
}
