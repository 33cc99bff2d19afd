using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using ServerlessIot.Ops.Api.Access;
using ServerlessIot.Ops.Api.Answers;
using ServerlessIot.Steps.Access;

namespace ServerlessIot.Ops.Api.Accesses;

/// <summary>Answers who read, changed or deleted what.</summary>
public sealed class AccessLogHandler(AccessLogReader reader, TimeProvider time)
{
    private const int DefaultLimit = 100;
    private const int MostLimit = 1000;
    private const long Day = 24 * 60 * 60 * 1000;
    private const long MostDays = 31;

    /// <summary>
    /// A page of entries with from ≤ time &lt; to (by default of the last day, 31 days at most), about one tenant (tenant), of one caller (who), with an address
    /// that begins so (path), in the order of time; those about the caller's tenants only.
    /// </summary>
    public async Task<IActionResult> GetAsync(Caller caller, HttpRequest request, CancellationToken cancellationToken)
    {
        var parameters = new Parameters(request);
        var (from, to) = parameters.Range(time.GetUtcNow().ToUnixTimeMilliseconds(), Day);
        if (to - from > MostDays * Day) parameters.Fault("from", $"At most {MostDays} days can be asked for at once.", from);
        var limit = parameters.Limit(DefaultLimit, MostLimit);
        var (tenant, who, path, after) = (parameters.Text("tenant"), parameters.Text("who"), parameters.Text("path"), After(parameters));
        if (parameters.Problem is { } problem) return problem;
        var (entries, broken) = await reader.ReadAsync(
            Math.Max(from, after.Time),
            to,
            limit + 1,
            entry => Seen(caller, entry)
                && (tenant is null || entry.Tenants?.Contains(tenant) == true)
                && (who is null || entry.Who == who)
                && (path is null || entry.Path.StartsWith(path, StringComparison.Ordinal))
                && KeyOf(entry).CompareTo(after) > 0,
            cancellationToken);
        var next = entries.Count > limit && entries[limit - 1] is var last ? string.Create(CultureInfo.InvariantCulture, $"{last.Time}-{last.Id}-{last.Status}") : null;
        // Names of blobs tell nothing of tenants.
        return new JsonAnswer<AccessLogPage>(new AccessLogPage([.. entries.Take(limit)], next, broken), ApiJson.Readable.AccessLogPage);
    }

    private static bool Seen(Caller caller, AccessEntry entry) =>
        caller.Tenants.Names is null || (entry.Tenants is { Count: > 0 } tenants && tenants.All(tenant => caller.Tenants.Contains(tenant)));

    private static (long Time, string Id, int Status) KeyOf(AccessEntry entry) => (entry.Time, entry.Id, entry.Status);

    private static (long Time, string Id, int Status) After(Parameters parameters)
    {
        if (parameters.Text("after") is not { } text) return (long.MinValue, "", -1);
        return text.Split('-') is [var time, var id, var status]
            && long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            && int.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out var code)
            ? (milliseconds, id, code)
            : parameters.Fault("after", "after is the value of next of the page before.", (0L, "", 0));
    }
}

/// <summary>A part of the access log.</summary>
/// <param name="Items">The entries.</param>
/// <param name="Next">Value of <c>after</c> for the next part; absent when this is the last one.</param>
/// <param name="Broken">Blobs of the days that were read in which lines are missing or were changed; empty when the log is whole.</param>
public sealed record AccessLogPage(IReadOnlyList<AccessEntry> Items, string? Next, IReadOnlyList<string> Broken);
