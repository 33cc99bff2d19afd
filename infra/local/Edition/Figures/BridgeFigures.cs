namespace ServerlessIot.Edition.Figures;

/// <summary>What the bridge tells under <c>/metrics</c>.</summary>
/// <param name="Acknowledged">Messages acknowledged since it started.</param>
/// <param name="Connections">Connections now.</param>
public sealed record BridgeFigures(long? Acknowledged, long? Connections)
{
    /// <summary>Asks the bridge.</summary>
    /// <returns>Null when it does not answer, as while it is being started again.</returns>
    public static async Task<BridgeFigures?> AskAsync(HttpClient http, int port, CancellationToken cancellationToken)
    {
        try
        {
            var sums = PrometheusReader.Sums(await http.GetStringAsync($"http://127.0.0.1:{port}/metrics", cancellationToken));
            return new BridgeFigures(Of(sums, "serverlessiot_bridge_messages_acknowledged_total"), Of(sums, "serverlessiot_bridge_connections"));
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    private static long? Of(IReadOnlyDictionary<string, double> sums, string name) => sums.TryGetValue(name, out var value) ? (long)value : null;
}
