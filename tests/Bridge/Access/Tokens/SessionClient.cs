using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using ServerlessIot.Bridge.Tests.Devices;

namespace ServerlessIot.Bridge.Tests.Access.Tokens;

/// <summary>Asks a bridge for session tokens, and comes with them.</summary>
internal static class SessionClient
{
    public static string Basic(string user, string password) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));

    public static async Task<(HttpStatusCode Status, JsonElement Json)> AskAsync(TestBridge bridge, string? authorization, string query = "")
    {
        using var answer = await PostAsync(bridge, "/token" + query, authorization);
        Assert.Equal(answer.IsSuccessStatusCode, answer.Headers.CacheControl is { NoStore: true });
        return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement);
    }

    public static async Task<string> ByCertificateAsync(TestBridge bridge, X509Certificate2 certificate, string? token = null)
    {
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, shown, _, _) => shown?.Subject == "CN=localhost" };
        if (token is null)
            handler.ClientCertificates.Add(certificate);
        using var client = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"https://localhost:{bridge.Server.IngestPort}/token");
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        using var answer = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return Token(JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement);
    }

    public static async Task<HttpResponseMessage> PostAsync(TestBridge bridge, string path, string? authorization)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{bridge.Server.IngestPort}{path}") { Content = new StringContent("{}") };
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return await client.SendAsync(request);
    }

    public static byte[] Connect(string token, string client = "d1") => Bytes.Connect(5, client, flags: 0x42, rest: [Bytes.Text(token)]);

    public static async Task<int> OutcomeAsync(TestBridge bridge, string token, string client = "d1")
    {
        using var device = await RawDevice.OpenAsync(bridge.Port);
        await device.SendAsync(Connect(token, client));
        return (await device.ReadAsync()).Body()[1];
    }

    public static string Token(JsonElement json) => json.GetProperty("access_token").GetString()!;

    public static JsonElement Claims(string token) => JsonDocument.Parse(Base64Url.DecodeFromChars(token.Split('.')[1])).RootElement;

    public static string Kid(string token) => Text(JsonDocument.Parse(Base64Url.DecodeFromChars(token.Split('.')[0])).RootElement, "kid");

    public static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
