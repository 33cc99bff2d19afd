using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using ServerlessIot.Domain.Rules.Files;
using ServerlessIot.Ops.Api.Access;
using ServerlessIot.Ops.Api.Answers;
using ServerlessIot.Steps.Rules.Trials;

namespace ServerlessIot.Ops.Api.Rules;

/// <summary>Tries a rule file on stored events of a tenant.</summary>
public sealed class DryRunHandler(RuleTrials trials, TimeProvider time)
{
    private const long Day = 24 * 60 * 60 * 1000;
    private const int MostRows = 1_000_000;
    private int running;

    /// <summary>What the rules of the body would have alerted in from ≤ time &lt; to, by default the last day; at most a million events in one request.</summary>
    public async Task<IActionResult> PostAsync(Caller caller, HttpRequest request, CancellationToken cancellationToken)
    {
        var parameters = new Parameters(request);
        var (from, to) = parameters.Range(time.GetUtcNow().ToUnixTimeMilliseconds(), Day);
        var tenant = parameters.Text("tenant") is { } given ? parameters.Tenant(given) : parameters.Fault("tenant", "tenant says whose events the rules are tried on.", "");
        var device = parameters.Text("device");
        var rows = parameters.Number("rows", MostRows, 1, MostRows);
        if (parameters.Problem is { } problem) return problem;
        if (!caller.Tenants.Contains(tenant)) return Problem.Hidden($"There is no tenant {tenant}.");
        var body = await RuleBody.ReadAsync(request, cancellationToken);
        if (body.Problem is { } refused) return refused;
        // What rules remember meanwhile is in this process, which has other work.
        if (Interlocked.Exchange(ref running, 1) == 1) return new Problem("busy", "Somebody else tries rules.", StatusCodes.Status429TooManyRequests, "One dry run at a time; try again when it is through.");
        try
        {
            var report = await trials.RunAsync(RuleFile.Read(body.File.Span), new TrialRequest(tenant, device, from, to, rows), null, cancellationToken);
            return new JsonAnswer<TrialReport>(report, ApiJson.Readable.TrialReport);
        }
        catch (RuleFileException error)
        {
            return new Problem("rules", "The rule file is refused.", StatusCodes.Status400BadRequest, error.Message);
        }
        finally
        {
            Volatile.Write(ref running, 0);
        }
    }
}
