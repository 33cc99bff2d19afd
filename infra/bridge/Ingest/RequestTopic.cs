using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ServerlessIot.Bridge.Ingest;

/// <summary>The MQTT topic in a path: <c>/topics/a/b%20c</c> is <c>a/b c</c>.</summary>
internal static class RequestTopic
{
    private const string Prefix = "/topics/";

    /// <returns>Null when the path is another one.</returns>
    public static string? Read(HttpContext context)
    {
        // The raw target: the decoded path would have dot segments removed and %2F left in.
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (!target.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        var path = target.AsSpan(Prefix.Length);
        var query = path.IndexOf('?');
        return Uri.UnescapeDataString(query < 0 ? path : path[..query]);
    }
}
