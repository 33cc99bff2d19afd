using Microsoft.AspNetCore.Http;
using ServerlessIot.Bridge.Access;
using ServerlessIot.Bridge.Publishing;

namespace ServerlessIot.Bridge.Ingest;

/// <summary>Everything that this door can find wrong.</summary>
internal static class Problems
{
    public static Problem NotFound() => new(StatusCodes.Status404NotFound, "POST /topics/{topic}, and POST /token where session tokens are given, are all there is here") { Title = "No such resource" };

    public static Problem Method() => new(StatusCodes.Status405MethodNotAllowed, "only POST") { Title = "Method not allowed" };

    public static Problem BadRequest(string detail) => new(StatusCodes.Status400BadRequest, detail) { Title = "Bad request" };

    public static Problem TooLarge(string detail) => new(StatusCodes.Status413PayloadTooLarge, detail) { Title = "Too large" };

    public static Problem Encoding(string encoding) =>
        new(StatusCodes.Status415UnsupportedMediaType, $"the content encoding '{encoding}' is not known here: gzip or none") { Title = "Unknown content encoding" };

    public static Problem Slow() => new(StatusCodes.Status408RequestTimeout, "the body did not come in time") { Title = "Too slow" };

    public static Problem Stopping() => new(StatusCodes.Status503ServiceUnavailable, "the bridge is stopping") { Title = "Stopping", RetryAfter = 5 };

    /// <summary>Nothing was sent to the log.</summary>
    public static Problem Busy() => new(StatusCodes.Status503ServiceUnavailable, "too much is on its way to the log; nothing of this was stored") { Title = "Busy", RetryAfter = 5 };

    /// <summary>Nothing was sent to the log.</summary>
    public static Problem TooFast(TimeSpan wait) =>
        new(StatusCodes.Status429TooManyRequests, "the device or its tenant is over its limits; nothing of this was stored") { Title = "Too fast", RetryAfter = (int)Math.Ceiling(wait.TotalSeconds) };

    /// <summary>Nothing was sent to the log.</summary>
    public static Problem TooMany() =>
        new(StatusCodes.Status429TooManyRequests, "the device sends as much at once as it may; nothing of this was stored") { Title = "Too many at once", RetryAfter = 5 };

    /// <summary>The log has it and does not answer: perhaps it will store it.</summary>
    public static Problem NotStored() =>
        new(StatusCodes.Status503ServiceUnavailable, "the log does not answer in time; it may store this later: send the same bytes again") { Title = "Not stored yet", RetryAfter = 5 };

    public static Problem RefusedByLog() => new(StatusCodes.Status413PayloadTooLarge, "the log refused the message: it is too large or invalid") { Title = "Refused by the log" };

    public static Problem NoSession(string detail) => new(StatusCodes.Status403Forbidden, detail) { Title = "No session token" };

    public static Problem Refused(AccessRefusal refusal) => refusal.Kind switch
    {
        RefusalKind.Banned => new(StatusCodes.Status403Forbidden, refusal.Text) { Title = "Not allowed" },
        _ => new(StatusCodes.Status401Unauthorized, refusal.Text) { Title = "Not authenticated" },
    };

    /// <param name="decision">A refusal.</param>
    /// <param name="server">Server of the other region; null when none is known or it is not about regions.</param>
    public static Problem Refused(TopicDecision decision, string? server) => decision.Refusal switch
    {
        TopicRefusal.Unknown => new(StatusCodes.Status404NotFound, decision.Text) { Title = "Unknown topic" },
        TopicRefusal.Foreign => new(StatusCodes.Status403Forbidden, decision.Text) { Title = "Not your topic" },
        TopicRefusal.Elsewhere => new(StatusCodes.Status421MisdirectedRequest, decision.Text) { Title = "Another region", Members = [("region", decision.Region), ("server", server)] },
        _ => BadRequest(decision.Text),
    };
}
