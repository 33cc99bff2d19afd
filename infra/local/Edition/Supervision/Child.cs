using System.Diagnostics;

namespace ServerlessIot.Edition.Supervision;

/// <summary>One running process of a part.</summary>
public sealed class Child
{
    private readonly Process _process;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Child(Process process, PartDefinition part, LogFile log)
    {
        _process = process;
        Pid = process.Id;
        Ended = RunAsync(part, log);
    }

    /// <summary>Process id.</summary>
    public int Pid { get; }

    /// <summary>Ends when the process says that it is up; fails when it ends before.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Ends with the exit code when the process has ended and its output is read.</summary>
    public Task<int> Ended { get; }

    /// <summary>Starts a part.</summary>
    public static async Task<Child> StartAsync(Launcher launcher, PartDefinition part, LogFile log)
    {
        log.Write($"--- {part.Program} {string.Join(' ', part.Arguments)}");
        return new Child(await launcher.StartAsync(part.Program, part.Arguments, part.Environment), part, log);
    }

    /// <summary>Asks the process to end, waits, and ends it hard when it does not.</summary>
    /// <returns>False when it had to be ended hard.</returns>
    public async Task<bool> StopAsync(TimeSpan patience)
    {
        if (!Ended.IsCompleted) Signals.Terminate(Pid);
        try
        {
            await Ended.WaitAsync(patience);
            return true;
        }
        catch (TimeoutException)
        {
            Kill();
            await Ended;
            return false;
        }
    }

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        if (!Ended.IsCompleted) Signals.KillHard(Pid);
    }

    private async Task<int> RunAsync(PartDefinition part, LogFile log)
    {
        _process.StandardInput.Close();
        await Task.WhenAll(ReadOutputAsync(part, log), ReadErrorAsync(log));
        await _process.WaitForExitAsync();
        var code = _process.ExitCode;
        log.Write($"--- ended with exit code {code}");
        _ready.TrySetException(new EditionException($"{part.Name} ended with exit code {code} before it was ready."));
        _ = _ready.Task.Exception;
        _process.Dispose();
        return code;
    }

    private async Task ReadOutputAsync(PartDefinition part, LogFile log)
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            log.Write(line);
            if (part.SaysReady(line)) _ready.TrySetResult();
            part.OnLine?.Invoke(line);
        }
    }

    private async Task ReadErrorAsync(LogFile log)
    {
        while (await _process.StandardError.ReadLineAsync() is { } line) log.Write(line);
    }
}
