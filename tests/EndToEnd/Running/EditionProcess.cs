using System.Collections.Concurrent;
using System.Diagnostics;
using ServerlessIot.Edition.Books;
using ServerlessIot.Edition.Layout;
using ServerlessIot.Edition.Supervision;

namespace ServerlessIot.EndToEnd.Tests.Running;

/// <summary>The edition as a person starts it, in a folder and on ports of its own; whatever happens, nothing of it is left at the end.</summary>
internal sealed class EditionProcess : IAsyncDisposable
{
    /// <summary>Starting takes some seconds alone and ten times that beside a build; a run that hangs must still end.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly TaskCompletionSource _up = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reading;

    private EditionProcess(Process process, RunFolder folder)
    {
        (_process, Folder) = (process, folder);
        _reading = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
    }

    /// <summary>Folder with data, logs, run.json and books.json.</summary>
    public RunFolder Folder { get; }

    /// <summary>Process id of the edition itself.</summary>
    public int Pid => _process.Id;

    /// <summary>Everything it printed so far.</summary>
    public string Output => string.Join('\n', _lines);

    /// <summary>The parts that it runs now, by name.</summary>
    public IReadOnlyDictionary<string, RunFile.Entry> Parts =>
        (RunFile.Read(Folder.RunFile)?.Parts ?? []).ToDictionary(part => part.Name);

    /// <summary>A folder of its own for a run.</summary>
    public static RunFolder NewFolder() => new(Directory.CreateTempSubdirectory("serverlessiot-").FullName);

    /// <summary>Starts it.</summary>
    public static EditionProcess Start(params string[] arguments) => Start(NewFolder(), new Dictionary<string, string>(), arguments);

    /// <summary>Starts it in a folder that is prepared already, with settings in its environment.</summary>
    public static EditionProcess Start(RunFolder folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var layout = RepositoryLayout.Find(AppContext.BaseDirectory);
        string[] words = [layout.Program("infra/local/Edition", "Edition"), "--plain", "--free-ports", "--directory", folder.Path, .. arguments];
        var start = new ProcessStartInfo("dotnet", words) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new EditionProcess(Process.Start(start)!, folder);
    }

    /// <summary>Starts it and waits until all its servers are up.</summary>
    public static Task<EditionProcess> UpAsync(params string[] arguments) => UpAsync(NewFolder(), new Dictionary<string, string>(), arguments);

    /// <summary>Starts it in a folder that is prepared already, with settings in its environment, and waits until all its servers are up.</summary>
    public static async Task<EditionProcess> UpAsync(RunFolder folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var edition = Start(folder, environment, arguments);
        await Task.WhenAny(edition._up.Task, edition._reading).WaitAsync(Patience);
        return edition._up.Task.IsCompleted ? edition : throw new InvalidOperationException($"The edition did not start:\n{edition.Output}");
    }

    /// <summary>Waits for its end; the exit code.</summary>
    /// <param name="patience">How long it may take; null = <see cref="Patience"/>.</param>
    public async Task<int> EndAsync(TimeSpan? patience = null)
    {
        await _process.WaitForExitAsync().WaitAsync(patience ?? Patience);
        await _reading.WaitAsync(Patience);
        return _process.ExitCode;
    }

    /// <summary>The books that a bounded run left.</summary>
    public BooksFile Books() => BooksFile.Read(Folder) ?? throw new InvalidOperationException($"There are no books:\n{Output}");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        await _reading.WaitAsync(Patience);
        _process.Dispose();
        Folder.Delete();
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            _lines.Enqueue(line);
            if (line.StartsWith("up after", StringComparison.Ordinal)) _up.TrySetResult();
        }
    }
}
