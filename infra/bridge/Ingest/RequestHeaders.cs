using System.Net.Http.Headers;
using Confluent.Kafka;
using Microsoft.AspNetCore.Http;
using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Domain.Log;

namespace ServerlessIot.Bridge.Ingest;

/// <summary>What of a request's headers becomes the record's: content-type and traceparent.</summary>
internal static class RequestHeaders
{
    private const int LongestContentType = 256;

    /// <summary>What clients say who were told nothing: as good as nothing.</summary>
    private const string FormDefault = "application/x-www-form-urlencoded";

    /// <summary>Media type of the body without parameters, lower case; empty when there is none.</summary>
    /// <exception cref="Problem">It is not a media type.</exception>
    public static string MediaType(HttpRequest request)
    {
        if (request.ContentType is not { Length: > 0 } text)
            return "";
        return text.Length <= LongestContentType && MediaTypeHeaderValue.TryParse(text, out var type) && type.MediaType is { } name
            ? name.ToLowerInvariant()
            : throw Problems.BadRequest("Content-Type is not a media type");
    }

    /// <summary>A new list for each record: tracing changes it. Null when there is nothing to say.</summary>
    /// <param name="request">The request.</param>
    /// <param name="contentType">Of the records; empty when unknown.</param>
    public static List<Header>? Of(HttpRequest request, string contentType)
    {
        List<Header>? headers = null;
        if (contentType.Length > 0 && contentType != FormDefault)
            (headers ??= []).Add(RecordFactory.Text(LogHeaders.ContentType, contentType));
        if (request.Headers.TraceParent.ToString() is var parent && TraceParents.IsOne(parent))
            (headers ??= []).Add(RecordFactory.Text(LogHeaders.TraceParent, parent));
        return headers;
    }
}
