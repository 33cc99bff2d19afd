using System.Text.Json;

namespace ServerlessIot.Edition.Replay;

/// <summary>Reads a device's history through the API, page by page, as any client would.</summary>
/// <param name="http">Client.</param>
/// <param name="port">Port of the API.</param>
/// <param name="key">Its key.</param>
public sealed class ApiHistory(HttpClient http, int port, string key)
{
    private const int Page = 1_000;

    /// <summary>Reads everything between the first and the last time of a series.</summary>
    /// <exception cref="EditionException">The API refuses; the message holds its answer.</exception>
    public async Task<IReadOnlyList<StoredPoint>> ReadAsync(string tenant, string device, IReadOnlyList<StoredPoint> series, CancellationToken cancellationToken)
    {
        var (from, to) = (series.Min(point => point.Time), series.Max(point => point.Time) + 1);
        List<StoredPoint> points = [];
        string? after = null;
        do
        {
            var address = $"http://127.0.0.1:{port}/api/devices/{tenant}/{device}/history?from={from}&to={to}&limit={Page}{(after is null ? "" : "&after=" + Uri.EscapeDataString(after))}";
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.Add("x-api-key", key);
            using var response = await http.SendAsync(request, cancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            if (!response.IsSuccessStatusCode)
                throw new EditionException($"GET {address} answers {(int)response.StatusCode}: {System.Text.Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 500)))}");
            using var page = JsonDocument.Parse(body);
            foreach (var item in page.RootElement.GetProperty("items").EnumerateArray()) points.Add(Point(item));
            after = page.RootElement.TryGetProperty("next", out var next) ? next.GetString() : null;
        }
        while (after is not null);
        return points;
    }

    private static StoredPoint Point(JsonElement item) =>
        new(item.GetProperty("time").GetInt64(), item.GetProperty("measurements").EnumerateObject().First().Value.GetDouble());
}
