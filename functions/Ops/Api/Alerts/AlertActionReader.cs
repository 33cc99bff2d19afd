using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ServerlessIot.Ops.Api.Access;
using ServerlessIot.Ops.Api.Answers;

namespace ServerlessIot.Ops.Api.Alerts;

/// <summary>Reads the body <c>{"by": "name"}</c>.</summary>
internal static class AlertActionReader
{
    private const int MostBytes = 4096;
    private const int NameLength = 128;

    /// <summary>Who acts; a fault of the parameter <c>by</c> when the body does not say.</summary>
    public static async Task<string> ReadAsync(HttpRequest request, Parameters parameters, CancellationToken cancellationToken)
    {
        var buffer = new byte[MostBytes + 1];
        var length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        if (length > MostBytes) return parameters.Fault("by", $"The body has at most {MostBytes} bytes.", "");
        try
        {
            var by = JsonSerializer.Deserialize(buffer.AsSpan(0, length), ApiJson.Default.AlertAction)?.By?.Trim();
            return by is { Length: > 0 and <= NameLength } && !by.Any(char.IsControl) ? by : parameters.Fault("by", $"by is a name of 1 to {NameLength} characters.", "");
        }
        catch (JsonException error)
        {
            return parameters.Fault("by", $"The body is no JSON such as {{\"by\": \"name\"}}: {error.Message}", "");
        }
    }
}
