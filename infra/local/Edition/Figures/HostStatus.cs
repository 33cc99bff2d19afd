using System.Text.Json;

namespace ServerlessIot.Edition.Figures;

/// <summary>What the function host tells under <c>/admin/status</c>.</summary>
/// <param name="Functions">Every function of every app.</param>
public sealed record HostStatus(IReadOnlyList<FunctionStatus> Functions)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web);

    /// <summary>Asks the host.</summary>
    /// <returns>Null when it does not answer, as while it is being started again.</returns>
    public static async Task<HostStatus?> AskAsync(HttpClient http, int port, CancellationToken cancellationToken)
    {
        try
        {
            using var stream = await http.GetStreamAsync($"http://127.0.0.1:{port}/admin/status", cancellationToken);
            return await JsonSerializer.DeserializeAsync<HostStatus>(stream, Format, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }
}
