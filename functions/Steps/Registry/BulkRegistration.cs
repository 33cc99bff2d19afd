using System.Globalization;
using System.Runtime.ExceptionServices;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Registry;

/// <summary>
/// Registers many devices, each on its own: a row that fails leaves the others alone, and one that was written stays, whatever becomes of the
/// rest. Sent again, what was written is unchanged.
/// </summary>
public sealed class BulkRegistration(DeviceRegistry registry, TimeProvider time)
{
    /// <summary>Rows at once, at most.</summary>
    public const int MostRows = 10_000;

    // Enough to hide the way to the store; a container of 4,000 request units a second is full with it.
    private const int Parallel = 32;
    private const string NotWritten = "It may not have been written, since the store or the log did not answer. Send it again.";
    private const string NotPublished = "It was written, and bridges may not know whether it is in service, since the store did not answer. Send it again.";
    private const string NoRoom = "It was written, and bridges do not know that it is out of service: as many are as they can know. Take others into service or out of the registry, and send it again.";
    private const string OutOfTime = "There was no time left for it. Send it again.";

    // Requests to a function app end after 230 s.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(180);

    /// <summary>Registers them.</summary>
    /// <param name="rows">The rows, at most <see cref="MostRows"/>.</param>
    /// <param name="by">Who says so; null = the holder of the key.</param>
    /// <param name="cancellationToken">Stops it; rows that were written stay.</param>
    /// <returns>What became of each row, in their order.</returns>
    /// <exception cref="StoreUnavailableException">The store does not answer, and no row was written.</exception>
    /// <exception cref="LogUnavailableException">The log does not answer, and no row was written and told.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task<IReadOnlyList<BulkResult>> RunAsync(IReadOnlyList<BulkRow> rows, string? by, CancellationToken cancellationToken)
    {
        if (rows.Count > MostRows) throw new ArgumentException($"There are at most {MostRows} rows.", nameof(rows));
        using var late = new CancellationTokenSource(Limit, time);
        var (results, states) = (Refuse(rows), new ServiceState?[rows.Count]);
        Exception? failure = null;
        var options = new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellationToken, TaskScheduler = TaskScheduler.Current };
        await System.Threading.Tasks.Parallel.ForEachAsync(Enumerable.Range(0, rows.Count).Where(i => results[i] is null), options, async (i, token) =>
        {
            var row = rows[i];
            // A store that does not answer would take its time for each of them.
            if (Volatile.Read(ref failure) is not null || late.IsCancellationRequested)
            {
                results[i] = new(row, null, failure is null ? OutOfTime : NotWritten);
                return;
            }

            try
            {
                (var written, states[i]) = await registry.WriteNewAsync(row.Draft!, by, token);
                results[i] = new(row, written.Outcome, null);
            }
            catch (Exception error) when (error is StoreUnavailableException or LogUnavailableException)
            {
                Volatile.Write(ref failure, error);
                results[i] = new(row, null, NotWritten);
            }
        });
        try
        {
            var full = await registry.PublishAsync([.. states.OfType<ServiceState>()], cancellationToken);
            Fail(full.Contains, NoRoom);
        }
        catch (StoreUnavailableException error)
        {
            failure = error;
            Fail(_ => true, NotPublished);
        }

        if (failure is not null && results.All(result => result!.Outcome is null)) ExceptionDispatchInfo.Throw(failure);
        return results!;

        void Fail(Func<ServiceState, bool> which, string reason)
        {
            for (var i = 0; i < states.Length; i++)
                if (states[i] is { } state && which(state)) results[i] = new(rows[i], null, reason);
        }
    }

    // What follows from the rows alone, before anything is written.
    private static BulkResult?[] Refuse(IReadOnlyList<BulkRow> rows)
    {
        var results = new BulkResult?[rows.Count];
        var first = new Dictionary<(string, string), int>();
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            if (row.Draft is not { } draft || row.Reason is not null) results[i] = new(row, null, row.Reason ?? "It says nothing.");
            else if (!first.TryAdd((draft.Device.Tenant, draft.Device.Device), row.Number))
                results[i] = new(row, null, string.Create(CultureInfo.InvariantCulture, $"Row {first[(draft.Device.Tenant, draft.Device.Device)]} is of the same device."));
        }

        return results;
    }
}
