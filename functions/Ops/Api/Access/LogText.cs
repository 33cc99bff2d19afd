using Microsoft.AspNetCore.Http;

namespace ServerlessIot.Ops.Api.Access;

/// <summary>What callers send, as logs may show it.</summary>
internal static class LogText
{
    private const int Longest = 300;

    /// <summary>The path, escaped, so that it adds no lines, and cut.</summary>
    public static string Path(HttpRequest request)
    {
        var path = request.Path.ToUriComponent();
        return path.Length <= Longest ? path : path[..Longest] + "…";
    }
}
