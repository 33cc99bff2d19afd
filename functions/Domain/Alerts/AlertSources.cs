using System.Text;

namespace ServerlessIot.Domain.Alerts;

/// <summary>Who wrote a record: its <c>ce_source</c>. In telemetry.valid it is that of the record of telemetry.raw.</summary>
public static class AlertSources
{
    /// <summary>Longest source of a bridge in bytes: its name is 64 characters at most, of which each takes up to nine.</summary>
    public const int MostBridgeBytes = 640;

    private const string Bridges = "/bridges/";

    /// <summary>Source of a bridge's records.</summary>
    public static string OfBridge(string name) => Bridges + Uri.EscapeDataString(name);

    /// <summary>Whether it is a bridge's, as the bytes of the header.</summary>
    public static bool IsBridge(ReadOnlySpan<byte> source) => source.Length is > 9 and <= MostBridgeBytes && source.StartsWith("/bridges/"u8);

    /// <summary>Name of the bridge whose source it is; see <see cref="IsBridge"/>.</summary>
    public static string BridgeOf(ReadOnlySpan<byte> source) => Uri.UnescapeDataString(Encoding.UTF8.GetString(source[Bridges.Length..]));

    /// <summary>Whether a bridge wrote it: then it only proposes an alert (delivery rule 7).</summary>
    public static bool IsEdge(string? source) => source?.StartsWith(Bridges, StringComparison.Ordinal) == true;
}
