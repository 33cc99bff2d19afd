using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using ServerlessIot.Ops.Api.Answers;
using ServerlessIot.Steps.Registry;

namespace ServerlessIot.Ops.Api.Registry;

/// <summary>Reads <c>If-Match</c> and <c>If-None-Match: *</c>, RFC 9110.</summary>
internal static class Preconditions
{
    private const string Any = "*";

    /// <summary>412: it is not as the caller thinks.</summary>
    public static Problem Failed { get; } = new("precondition", "It is not as the request demands.", StatusCodes.Status412PreconditionFailed, "It has another version than If-Match says, is not there, or is there already. Read it again.");

    /// <summary>What the headers demand; If-Match wins where both are given.</summary>
    public static VersionCondition Of(HttpRequest request)
    {
        if (Tags(request.Headers.IfMatch) is { Count: > 0 } versions) return new VersionCondition(true, versions.Contains(Any) ? null : versions);
        // With any other value it is about reading.
        return Tags(request.Headers.IfNoneMatch).Contains(Any) ? new VersionCondition(false, null) : VersionCondition.None;
    }

    private static List<string> Tags(StringValues header) =>
        [.. header.SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];
}
