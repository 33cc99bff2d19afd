using System.Globalization;
using System.Text.Json;

namespace ServerlessIot.Edition.Figures;

/// <summary>Counts open alerts through the API, up to one page.</summary>
internal static class OpenAlerts
{
    private const int Page = 500;

    /// <summary>The count as text, with a plus sign when there are more than a page; null when the API does not answer.</summary>
    public static async Task<string?> CountAsync(HttpClient http, int port, string key, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{port}/api/alerts?state=open&limit={Page}");
            request.Headers.Add("x-api-key", key);
            using var response = await http.SendAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode) return null;
            using var page = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            var count = page.RootElement.GetProperty("items").GetArrayLength();
            return count.ToString(CultureInfo.InvariantCulture) + (page.RootElement.TryGetProperty("next", out _) ? "+" : "");
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or IOException or OperationCanceledException)
        {
            return null;
        }
    }
}
