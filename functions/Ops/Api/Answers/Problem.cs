using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Infrastructure;

namespace ServerlessIot.Ops.Api.Answers;

/// <summary>An answer other than success: problem details, RFC 9457.</summary>
public sealed record Problem : IStatusCodeActionResult
{
    /// <summary>Seconds after which a caller may try again when something is unavailable.</summary>
    private const string RetryAfter = "5";

    /// <summary>Makes one.</summary>
    /// <param name="kind">Last part of the type: stable, for programs.</param>
    /// <param name="title">The same for all problems of the type.</param>
    /// <param name="status">HTTP status.</param>
    /// <param name="detail">What happened this time, for people.</param>
    public Problem(string kind, string title, int status, string detail)
    {
        Type = "urn:serverlessiot:problem:" + kind;
        Title = title;
        Status = status;
        Detail = detail;
    }

    /// <summary>What kind of problem it is: a URN that stands for the kind and leads nowhere.</summary>
    public string Type { get; }

    /// <summary>The kind in words.</summary>
    public string Title { get; }

    /// <summary>HTTP status.</summary>
    public int Status { get; }

    /// <inheritdoc/>
    int? IStatusCodeActionResult.StatusCode => Status;

    /// <summary>What happened.</summary>
    public string Detail { get; }

    /// <summary>What is wrong with each parameter, by its name; null when no parameter is at fault.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    /// <summary>Value of the header <c>WWW-Authenticate</c>; null = none.</summary>
    [JsonIgnore]
    public string? Challenge { get; init; }

    /// <summary>Whether it keeps something from a caller, which is noted even where the answer looks like any other.</summary>
    [JsonIgnore]
    public bool Refuses { get; init; }

    /// <summary>400: parameters are wrong.</summary>
    public static Problem Parameters(IReadOnlyDictionary<string, string[]> errors) =>
        new("invalid-parameter", "A parameter is not valid.", StatusCodes.Status400BadRequest, string.Join(' ', errors.SelectMany(error => error.Value))) { Errors = errors };

    /// <summary>401: no key, or a wrong one.</summary>
    public static Problem Unauthorized(string detail) => new("unauthorized", "The key is missing or wrong.", StatusCodes.Status401Unauthorized, detail) { Challenge = "ApiKey" };

    /// <summary>401: no token.</summary>
    public static Problem NoToken(string detail) => new("token", "The token is missing or not valid.", StatusCodes.Status401Unauthorized, detail) { Challenge = "Bearer" };

    /// <summary>401: a token that is not good.</summary>
    public static Problem BadToken(string detail) => NoToken(detail) with { Challenge = "Bearer error=\"invalid_token\"" };

    /// <summary>403: this caller is not let in.</summary>
    public static Problem Forbidden(string detail) => new("forbidden", "The caller is not let in.", StatusCodes.Status403Forbidden, detail) { Refuses = true };

    /// <summary>403: the token is good, and gives too little.</summary>
    public static Problem NotAllowed(string detail) => Forbidden(detail) with { Challenge = "Bearer error=\"insufficient_scope\"" };

    /// <summary>404: there is no such thing.</summary>
    public static Problem NotFound(string detail) => new("not-found", "There is no such thing.", StatusCodes.Status404NotFound, detail);

    /// <summary>404 as any other, for what exists only for others.</summary>
    public static Problem Hidden(string detail) => NotFound(detail) with { Refuses = true };

    /// <summary>409: not in this state.</summary>
    public static Problem Conflict(string detail) => new("conflict", "Its state does not allow this.", StatusCodes.Status409Conflict, detail);

    /// <summary>503: something that the answer needs does not answer.</summary>
    public static Problem Unavailable(string detail) => new("unavailable", "A part of the system does not answer.", StatusCodes.Status503ServiceUnavailable, detail);

    /// <inheritdoc/>
    public Task ExecuteResultAsync(ActionContext context)
    {
        if (Status == StatusCodes.Status503ServiceUnavailable) context.HttpContext.Response.Headers.RetryAfter = RetryAfter;
        if (Challenge is not null) context.HttpContext.Response.Headers.WWWAuthenticate = Challenge;
        return new JsonAnswer<Problem>(this, ApiJson.Readable.Problem, Status, "application/problem+json").ExecuteResultAsync(context);
    }
}
