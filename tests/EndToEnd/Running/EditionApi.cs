using System.Net;
using System.Text.Json;
using ServerlessIot.Edition.Figures;

namespace ServerlessIot.EndToEnd.Tests.Running;

/// <summary>Asks a running edition over HTTP.</summary>
internal sealed class EditionApi : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly EditionProcess _edition;

    public EditionApi(EditionProcess edition)
    {
        _edition = edition;
        _http.DefaultRequestHeaders.Add("X-Api-Key", "local");
    }

    private int Port => _edition.Parts["host"].Port;

    /// <summary>What was answered last, for the message of a failed test.</summary>
    public string Last { get; private set; } = "nothing was asked";

    /// <summary>The answer of the API; null when it is not 200.</summary>
    public async Task<JsonElement?> GetAsync(string path)
    {
        using var response = await _http.GetAsync(new Uri($"http://127.0.0.1:{Port}/api/{path}"));
        Last = $"{path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}";
        return response.StatusCode == HttpStatusCode.OK ? JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStreamAsync()) : null;
    }

    /// <summary>What the API answers to a body of JSON.</summary>
    /// <exception cref="HttpRequestException">It is no success.</exception>
    public Task<JsonElement> PostAsync(string path, string body) => SendAsync(HttpMethod.Post, path, body);

    /// <summary>What the API answers to a body of JSON.</summary>
    /// <exception cref="HttpRequestException">It is no success.</exception>
    public Task<JsonElement> PutAsync(string path, string body) => SendAsync(HttpMethod.Put, path, body);

    /// <summary>All items of a list.</summary>
    public async Task<List<JsonElement>> AllAsync(string path)
    {
        var (items, after) = (new List<JsonElement>(), "");
        do
        {
            if (await GetAsync($"{path}?limit=1000{after}") is not { } page) return items;
            items.AddRange(page.GetProperty("items").EnumerateArray());
            after = page.TryGetProperty("next", out var next) && next.ValueKind == JsonValueKind.String ? "&after=" + Uri.EscapeDataString(next.GetString()!) : "";
        }
        while (after.Length > 0);
        return items;
    }

    /// <summary>One function as the host sees it.</summary>
    public async Task<FunctionStatus> FunctionAsync(string name)
    {
        var status = await HostStatus.AskAsync(_http, Port, CancellationToken.None) ?? throw new InvalidOperationException("The host does not answer.");
        return status.Functions.Single(function => function.Name == name);
    }

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(method, new Uri($"http://127.0.0.1:{Port}/api/{path}")) { Content = content };
        using var response = await _http.SendAsync(request);
        Last = $"{path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}";
        return response.IsSuccessStatusCode ? JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStreamAsync()) : throw new HttpRequestException(Last);
    }

    public void Dispose() => _http.Dispose();
}
