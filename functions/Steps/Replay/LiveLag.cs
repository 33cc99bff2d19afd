using System.Globalization;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Audit;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Validate;

namespace ServerlessIot.Steps.Replay;

/// <summary>How far the live steps are behind, by Audit's latest books and the end of telemetry.raw.</summary>
public sealed class LiveLag(BooksStore books, ILogReader reader, TopicNames topics, AuditOptions audit, ReplayOptions options, TimeProvider time)
{
    /// <summary>Why a replay has to wait; null when it may go on.</summary>
    /// <exception cref="StoreUnavailableException">The store did not answer.</exception>
    /// <exception cref="LogUnavailableException">The log did not answer.</exception>
    public async Task<string?> WhyWaitAsync(CancellationToken cancellationToken)
    {
        var (latest, _) = await books.ReadAsync(cancellationToken);
        if (latest is null) return "Audit has written no books yet, so nobody knows whether live steps are behind.";
        var age = time.GetUtcNow().ToUnixTimeMilliseconds() - latest.Time;
        if (age > (long)audit.StaleAfter.TotalMilliseconds) return string.Create(CultureInfo.InvariantCulture, $"Audit's last look was {age / 1000} s ago, so nobody knows whether live steps are behind.");
        foreach (var partition in latest.Partitions)
        {
            if (!partition.Steps.TryGetValue(ValidateStep.StepName, out var validate)) continue;
            var (_, end) = await reader.BoundsAsync(topics.Raw, partition.Partition, cancellationToken);
            if (Behind(ValidateStep.StepName, partition.Partition, end - (validate.Marks.Offset + 1)) is { } reason) return reason;
            foreach (var (step, ledger) in partition.Steps.Where(pair => pair.Key != ValidateStep.StepName).OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                if (validate.Books is { } told && Behind(step, partition.Partition, told.Number - ledger.Marks.Number) is { } behind) return behind;
            }
        }

        return null;
    }

    private string? Behind(string step, int partition, long lag) => lag <= options.MostLag
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"The step {step} is {lag} records behind in partition {partition}; replays wait while one is more than {options.MostLag} behind (Replay__MostLag).");
}
