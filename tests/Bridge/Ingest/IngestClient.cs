using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ServerlessIot.Bridge.Settings;
using ServerlessIot.Bridge.Tests.Devices;

namespace ServerlessIot.Bridge.Tests.Ingest;

/// <summary>A bridge with an HTTP door, and somebody who posts to it.</summary>
internal sealed class IngestClient : IAsyncDisposable
{
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(60) };

    private IngestClient(TestBridge bridge) => Bridge = bridge;

    public TestBridge Bridge { get; }

    public FakeLog Log => Bridge.Log;

    public static async Task<IngestClient> StartAsync(Func<BridgeOptions, BridgeOptions>? change = null) =>
        new(await TestBridge.StartAsync(o => (change ?? (x => x))(o with { IngestPort = 0 })));

    public Task<Answer> PostAsync(string body, string? type = "application/json", string topic = TestBridge.Topic, Action<HttpRequestMessage>? change = null) =>
        PostAsync(Encoding.UTF8.GetBytes(body), type, topic, change);

    public async Task<Answer> PostAsync(byte[] body, string? type = null, string topic = TestBridge.Topic, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{Bridge.Server.IngestPort}/topics/{topic}") { Content = new ByteArrayContent(body) };
        if (type is not null)
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        change?.Invoke(request);
        using var response = await _client.SendAsync(request);
        return new Answer(response.StatusCode, response.Headers, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync());
    }

    public static byte[] Zip(byte[] bytes)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.SmallestSize))
            gzip.Write(bytes);
        return zipped.ToArray();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Bridge.DisposeAsync();
    }

    internal sealed record Answer(HttpStatusCode Status, HttpResponseHeaders Headers, string? Type, string Text)
    {
        public JsonElement Json => JsonDocument.Parse(Text).RootElement;

        /// <summary>The problem's title; also checks that it is one.</summary>
        public string Problem()
        {
            Assert.Equal("application/problem+json", Type);
            Assert.Equal((int)Status, Json.GetProperty("status").GetInt32());
            Assert.NotEmpty(Json.GetProperty("detail").GetString()!);
            return Json.GetProperty("title").GetString()!;
        }
    }
}
