namespace ServerlessIot.Domain.Alerts;

/// <summary>Who wrote a record of the topic alerts: its <c>ce_source</c>.</summary>
public static class AlertSources
{
    private const string Bridges = "/bridges/";

    /// <summary>Source of a bridge's records.</summary>
    public static string OfBridge(string name) => Bridges + Uri.EscapeDataString(name);

    /// <summary>Whether a bridge wrote it: then it only proposes an alert (delivery rule 7).</summary>
    public static bool IsEdge(string? source) => source?.StartsWith(Bridges, StringComparison.Ordinal) == true;
}
