using ServerlessIot.Edition.Layout;

namespace ServerlessIot.Edition.Supervision;

/// <summary>Starts parts, keeps them running, stops exactly what it started, and keeps <c>run.json</c> up to date.</summary>
/// <param name="folder">Where logs and run.json go.</param>
/// <param name="time">Clock.</param>
/// <param name="say">Tells a person what happened.</param>
public sealed class Supervisor(RunFolder folder, TimeProvider time, Action<string> say) : IAsyncDisposable
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(30);
    private readonly Launcher _launcher = new();
    private readonly Lock _gate = new();
    private readonly List<SupervisedPart> _parts = [];

    /// <summary>Everything started so far, in the order of starting.</summary>
    public IReadOnlyList<SupervisedPart> Parts
    {
        get
        {
            lock (_gate) return [.. _parts];
        }
    }

    /// <summary>Starts a part and waits until it is ready.</summary>
    /// <exception cref="EditionException">It ended before it was ready; the message holds the end of its log.</exception>
    public async Task<SupervisedPart> StartAsync(PartDefinition definition, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var log = new LogFile(Path.Combine(folder.Logs, definition.Name + ".log"));
        var part = new SupervisedPart(definition, _launcher, log, time, say, WriteRunFile);
        lock (_gate) _parts.Add(part);
        WriteRunFile();
        await part.FirstReady.WaitAsync(cancellationToken);
        say($"{definition.Name,-9} ready after {time.GetElapsedTime(started).TotalSeconds:0.0} s{(definition.Port > 0 ? $" on port {definition.Port}" : "")}");
        return part;
    }

    /// <summary>The part of this name; null when there is none.</summary>
    public SupervisedPart? Find(string name) => Parts.FirstOrDefault(part => part.Definition.Name == name);

    /// <summary>Stops everything, the later started the earlier: simulator, host and bridge, then what they depend on.</summary>
    public async Task StopAsync()
    {
        foreach (var part in Parts.Reverse())
        {
            if (part.State == PartState.Ended) continue;
            if (!await part.StopAsync(StopPatience)) say($"{part.Definition.Name} did not end within {StopPatience.TotalSeconds:0} s and was killed");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        foreach (var part in Parts) part.Dispose();
        _launcher.Dispose();
        File.Delete(folder.RunFile);
    }

    private void WriteRunFile()
    {
        lock (_gate) RunFile.Write(folder.RunFile, _parts);
    }
}
