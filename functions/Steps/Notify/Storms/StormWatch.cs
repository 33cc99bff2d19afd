using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Notify.Storms;

/// <summary>Ends storms that have passed. A timer runs it; runs may overlap.</summary>
public sealed class StormWatch(IDocumentStore store, StormParents parents, NotifyOptions options, TimeProvider time)
{
    /// <summary>Looks at storms that are due.</summary>
    /// <returns>Storms looked at.</returns>
    /// <exception cref="StoreUnavailableException">The store did not answer; the next run goes on.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var due = new List<Document<StormDocument>>();
        var until = StormDocument.DueAt(time.GetUtcNow().ToUnixTimeMilliseconds() + 1);
        await foreach (var storm in store.BetweenAsync<StormDocument>(Containers.Notices, null, "due", "0", until, null, options.LooksPerRun, cancellationToken)) due.Add(storm);
        foreach (var storm in due) await parents.EndAsync(storm, cancellationToken);
        return due.Count;
    }
}
