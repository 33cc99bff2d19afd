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

    /// <summary>Writes all; of several for one document only the one with the highest origin: what is told again comes behind what is newer.</summary>
    public async Task WriteAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken)
    {
        var last = new Dictionary<(string, string, string), DocumentWrite>();
        foreach (var write in writes)
        {
            var key = (write.Container, write.Partition, write.Id);
            if (!last.TryGetValue(key, out var other) || !Below(OriginOf(write.Body), OriginOf(other.Body))) last[key] = write;
        }

        var options = new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellationToken, TaskScheduler = TaskScheduler.Current };
        await System.Threading.Tasks.Parallel.ForEachAsync(last.Values, options, async (write, token) =>
        {
            switch (write.Body)
            {
                case DeviceTwin twin: await WriteAsync(write, twin, token); break;
                case WindowRecord window: await WriteAsync(write, window, token); break;
                default: throw Unknown(write.Body);
            }
        });
    }

    private async Task WriteAsync<T>(DocumentWrite write, T body, CancellationToken cancellationToken) where T : class
    {
        var key = (write.Container, write.Partition, write.Id);
        var known = versions.TryGetValue(key, out var last);
        if (known && !Below(last.Origin, OriginOf(body))) return;
        var version = known ? last.Version : null;
        while (true)
        {
            if (await store.TryWriteAsync(write.Container, write.Partition, write.Id, body, version, cancellationToken) is { } written)
            {
                if (versions.Count >= MostVersions) versions.Clear();
                versions[key] = (written, OriginOf(body));
                return;
            }

            var stored = await store.ReadAsync<T>(write.Container, write.Partition, write.Id, cancellationToken);
            if (stored is not null && !Below(OriginOf(stored.Body), OriginOf(body))) return;
            version = stored?.Version;
        }
    }

    private static string OriginOf(object body) => body switch
    {
        DeviceTwin twin => twin.Origin,
        WindowRecord window => window.Origin,
        _ => throw Unknown(body),
    };

    private static ArgumentException Unknown(object body) => new($"No origin is known for documents of type {body.GetType().Name}.", nameof(body));

    private static bool Below(string stored, string own) =>
        !Origin.TryParse(stored, out var left) || !Origin.TryParse(own, out var right) || left < right;
}
