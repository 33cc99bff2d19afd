using Microsoft.AspNetCore.Http;
using ServerlessIot.Domain.Rules;
using ServerlessIot.Ops.Api.Access;
using ServerlessIot.Ops.Api.Answers;

namespace ServerlessIot.Ops.Api.Rules;

/// <summary>The rule file of a request.</summary>
/// <param name="File">Its bytes; empty when there is a problem.</param>
/// <param name="Problem">Why there is none; null when there is.</param>
internal readonly record struct RuleBody(ReadOnlyMemory<byte> File, Problem? Problem)
{
    public static async Task<RuleBody> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        // A page of another site can make a browser send text, but neither JSON nor a token.
        if (!request.HasJsonContentType())
            return new RuleBody(default, new Problem("unsupported-media-type", "The body is no JSON.", StatusCodes.Status415UnsupportedMediaType, "Send the rules with content-type application/json."));
        return await BoundedBody.ReadAsync(request, RuleSet.MostBytes, cancellationToken) is { } file
            ? new RuleBody(file, null)
            : new RuleBody(default, new Problem("too-large", "The rule file is too large.", StatusCodes.Status413PayloadTooLarge, $"A rule file has at most {RuleSet.MostBytes} bytes."));
    }
}
