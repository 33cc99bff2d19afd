using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using ServerlessIot.Domain.Rules;
using ServerlessIot.Domain.Rules.Files;
using ServerlessIot.Domain.Rules.Groups;
using ServerlessIot.Ops.Api.Access;
using ServerlessIot.Ops.Api.Answers;
using ServerlessIot.Steps.Rules;
using ServerlessIot.Steps.Ticking;

namespace ServerlessIot.Ops.Api.Rules;

/// <summary>Reads and publishes rule files. They hold for every tenant, so only callers that see all may.</summary>
public sealed class RuleHandler(RuleBook book, GroupBook groups, TickStep ticks, TimeProvider time)
{
    private const string Json = "application/json";

    /// <summary>The rule file that was published last, or the one that ships.</summary>
    public async Task<IActionResult> GetAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (Forbids(caller) is { } forbidden) return forbidden;
        var latest = await book.LatestAsync(cancellationToken);
        if (latest is null) return new BytesAnswer(RuleFile.DefaultFile(), Json, Version(0, RuleSet.Default.Hash));
        return await book.ReadAsync(latest, cancellationToken) is { } set
            ? new BytesAnswer(set.File, Json, Version(set.Version, set.Hash))
            : Problem.Unavailable($"Version {latest.Version} was published and cannot be read; the log says why. Publish another one.");
    }

    /// <summary>Publishes a file, and has a tick tell every partition at once.</summary>
    public async Task<IActionResult> PutAsync(Caller caller, HttpRequest request, CancellationToken cancellationToken)
    {
        if (Forbids(caller) is { } forbidden) return forbidden;
        var body = await RuleBody.ReadAsync(request, cancellationToken);
        if (body.Problem is { } problem) return problem;
        var publication = await book.PublishAsync(body.File, caller.Name, cancellationToken);
        switch (publication.Outcome)
        {
            case PublicationOutcome.Refused:
                return new Problem("rules", "The rule file is refused, and the rules before stay in force.", StatusCodes.Status400BadRequest, publication.Reason!);
            case PublicationOutcome.Outdated:
                return Problem.Conflict(publication.Reason!);
            default:
                await ticks.RunAsync(time.GetUtcNow(), cancellationToken);
                var answer = RulesAnswer.Of(publication.Latest!, RuleFile.Read(body.File.Span), await groups.LatestAsync(cancellationToken) ?? GroupSet.None);
                return new JsonAnswer<RulesAnswer>(answer, ApiJson.Readable.RulesAnswer, headers: Version(answer.Version, answer.Hash));
        }
    }

    /// <summary>The JSON Schema of rule files.</summary>
    public static Task<IActionResult> SchemaAsync() => Task.FromResult<IActionResult>(new BytesAnswer(RuleFile.Schema(), "application/schema+json"));

    private static Problem? Forbids(Caller caller) => caller.Tenants.Names is null ? null : Problem.NotAllowed("Rules hold for every tenant: they are for administrators without tenants.");

    private static Dictionary<string, string> Version(int version, string hash) => new() { ["ETag"] = string.Create(CultureInfo.InvariantCulture, $"\"{version}-{hash}\"") };
}
