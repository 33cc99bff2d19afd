using System.Collections.Concurrent;
using System.Diagnostics;

namespace ServerlessIot.Edition.Supervision;

/// <summary>Starts processes that die with this one, however it ends. The kernel sends the parent-death signal when the <em>thread</em> that
/// started the child ends (prctl(2), PR_SET_PDEATHSIG), so all are started by one thread that lives as long as the process.</summary>
public sealed class Launcher : IDisposable
{
    private static readonly string? Setsid = OnPath("setsid");
    private static readonly string? Setpriv = OnPath("setpriv");
    private readonly BlockingCollection<Action> _requests = new(boundedCapacity: 64);

    /// <summary>Starts the thread.</summary>
    public Launcher()
    {
        new Thread(() =>
        {
            foreach (var request in _requests.GetConsumingEnumerable()) request();
        })
        { IsBackground = true, Name = "launcher" }.Start();
    }

    /// <summary>Starts a program with redirected output, in a session of its own: Ctrl-C in the terminal reaches only the edition, which stops the parts in order.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be started.</exception>
    public Task<Process> StartAsync(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        string[] wrapper = Setsid is null || Setpriv is null ? [] : [Setsid, Setpriv, "--pdeathsig", "KILL", "--"];
        string[] words = [.. wrapper, program, .. arguments];
        var start = new ProcessStartInfo(words[0], words[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;

        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        _requests.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start."));
            }
            catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException)
            {
                started.SetException(e);
            }
        });
        return started.Task;
    }

    /// <inheritdoc/>
    public void Dispose() => _requests.CompleteAdding();

    private static string? OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
