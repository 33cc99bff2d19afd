using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace ServerlessIot.Bridge.Ingest;

/// <summary>What became of a batch: 200 when all of it is stored, 207 when part of it is, 503 when nothing is and trying again helps.</summary>
internal sealed class BatchAnswer(int count)
{
    private readonly List<(int Index, string Reason)> _refused = [];

    /// <summary>The log has it and does not answer: perhaps it stores it later.</summary>
    public const string NotStored = "not-stored-yet";

    /// <summary>There was no room on the way to the log: it was not sent.</summary>
    public const string Busy = "busy";

    public const string TooLarge = "too-large";

    public const string RefusedByLog = "refused-by-log";

    public int Accepted => count - _refused.Count;

    public void Refuse(int index, string reason) => _refused.Add((index, reason));

    public async Task WriteAsync(HttpResponse response)
    {
        var again = _refused.Exists(r => r.Reason is NotStored or Busy);
        response.StatusCode = _refused.Count == 0 ? StatusCodes.Status200OK
            : Accepted == 0 && again ? StatusCodes.Status503ServiceUnavailable
            : StatusCodes.Status207MultiStatus;
        if (again)
            response.Headers.RetryAfter = "5";
        response.ContentType = "application/json";
        await using var writer = new Utf8JsonWriter(response.BodyWriter);
        writer.WriteStartObject();
        writer.WriteNumber("accepted", Accepted);
        writer.WriteStartArray("refused");
        foreach (var (index, reason) in _refused.OrderBy(r => r.Index))
        {
            writer.WriteStartObject();
            writer.WriteNumber("index", index);
            writer.WriteString("reason", reason);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
