using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace ServerlessIot.Bridge.Ingest;

/// <summary>An answer that says what is wrong: problem details, RFC 9457.</summary>
internal sealed class Problem : Exception
{
    public Problem(int status, string detail)
        : base(detail) => Status = status;

    /// <summary>HTTP status, 400 to 599.</summary>
    public int Status { get; }

    /// <summary>The problem's title: it does not change from case to case.</summary>
    public required string Title { get; init; }

    /// <summary>Further members: name and value.</summary>
    public IReadOnlyList<(string Name, string? Value)> Members { get; init; } = [];

    /// <summary>Seconds after which trying again makes sense; null when it does not.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>Writes it as the answer, unless one has begun.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        var response = context.Response;
        if (response.HasStarted)
            return;
        response.StatusCode = Status;
        response.ContentType = "application/problem+json";
        if (Status == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = new(["Basic realm=\"devices\", charset=\"UTF-8\"", "Bearer realm=\"devices\""]);
        if (Status == StatusCodes.Status405MethodNotAllowed)
            response.Headers.Allow = "POST";
        if (Status == StatusCodes.Status415UnsupportedMediaType)
            response.Headers.AcceptEncoding = "gzip";
        if (RetryAfter is { } seconds)
            response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        await using var writer = new Utf8JsonWriter(response.BodyWriter);
        writer.WriteStartObject();
        writer.WriteString("title", Title);
        writer.WriteNumber("status", Status);
        writer.WriteString("detail", Message);
        foreach (var (name, value) in Members)
            if (value is not null)
                writer.WriteString(name, value);
        writer.WriteEndObject();
    }
}
