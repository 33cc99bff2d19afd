using System.Collections.Concurrent;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Windows;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Running;

namespace ServerlessIot.Steps.Documents;

/// <summary>Writes documents whose stored origin is below theirs, and leaves all others alone (delivery rule 7).</summary>
public sealed class DocumentWriter(IDocumentStore store)
{
    /// <summary>Documents under way at once.</summary>
    private const int Parallel = 16;

    /// <summary>Versions remembered; beyond that all are forgotten, which only costs reads.</summary>
    private const int MostVersions = 200_000;
    private readonly ConcurrentDictionary<(string Container, string Partition, string Id), (string Version, string Origin)> versions = new();

    /// <summary>Writes all; of several for one document only the last.</summary>
    public async Task WriteAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken)
    {
        var last = new Dictionary<(string, string, string), DocumentWrite>();
        foreach (var write in writes) last[(write.Container, write.Partition, write.Id)] = write;
        var options = new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellationToken, TaskScheduler = TaskScheduler.Current };
        await System.Threading.Tasks.Parallel.ForEachAsync(last.Values, options, async (write, token) =>
        {
            switch (write.Body)
            {
                case DeviceTwin twin: await WriteAsync(write, twin, body => body.Origin, token); break;
                case WindowRecord window: await WriteAsync(write, window, body => body.Origin, token); break;
                default: throw new ArgumentException($"No origin is known for documents of type {write.Body.GetType().Name}.", nameof(writes));
            }
        });
    }

    private async Task WriteAsync<T>(DocumentWrite write, T body, Func<T, string> originOf, CancellationToken cancellationToken) where T : class
    {
        var key = (write.Container, write.Partition, write.Id);
        var known = versions.TryGetValue(key, out var last);
        if (known && !Below(last.Origin, originOf(body))) return;
        var version = known ? last.Version : null;
        while (true)
        {
            if (await store.TryWriteAsync(write.Container, write.Partition, write.Id, body, version, cancellationToken) is { } written)
            {
                if (versions.Count >= MostVersions) versions.Clear();
                versions[key] = (written, originOf(body));
                return;
            }

            var stored = await store.ReadAsync<T>(write.Container, write.Partition, write.Id, cancellationToken);
            if (stored is not null && !Below(originOf(stored.Body), originOf(body))) return;
            version = stored?.Version;
        }
    }

    private static bool Below(string stored, string own) =>
        !Origin.TryParse(stored, out var left) || !Origin.TryParse(own, out var right) || left < right;
}
