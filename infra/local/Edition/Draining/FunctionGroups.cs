using ServerlessIot.Edition.Figures;
using ServerlessIot.Edition.Running;

namespace ServerlessIot.Edition.Draining;

/// <summary>The consumer groups of the Kafka functions that the host runs.</summary>
public sealed class FunctionGroups : IDisposable
{
    private FunctionGroups(IReadOnlyList<GroupProgress> all) => All = all;

    /// <summary>One for each function.</summary>
    public IReadOnlyList<GroupProgress> All { get; }

    /// <summary>Asks the host for its functions, until it answers.</summary>
    /// <param name="context">The running edition.</param>
    /// <param name="stores">Access to the log.</param>
    /// <param name="http">Client for the host.</param>
    /// <param name="counts">Whether a topic's readers are wanted.</param>
    /// <param name="stop">Ends the waiting.</param>
    /// <exception cref="EditionException">The host does not answer.</exception>
    public static async Task<FunctionGroups> WatchAsync(EditionContext context, Stores stores, HttpClient http, Func<string, bool> counts, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200), context.Time);
        var started = context.Time.GetTimestamp();
        while (true)
        {
            if (await HostStatus.AskAsync(http, context.Ports.Api, stop) is { Functions.Count: > 0 } status)
                return new FunctionGroups([.. status.Functions.Where(function => function.IsKafka && counts(function.Topic!)).Select(Watch)]);
            if (context.Time.GetElapsedTime(started) > context.Options.DrainTimeout) throw new EditionException("The function host does not answer.");
            await timer.WaitForNextTickAsync(stop);
        }

        GroupProgress Watch(FunctionStatus function) => new(stores.Kafka, $"{function.App}.{function.Name}", function.Group!, function.Topic!, context.Options.Partitions);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var group in All) group.Dispose();
    }
}
