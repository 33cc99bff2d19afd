namespace ServerlessIot.Edition.Supervision;

/// <summary>Keeps one part running: when its process ends by itself it is started again, after 0.2 s at first and up to 5 s when it keeps ending.</summary>
public sealed class SupervisedPart : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Healthy = TimeSpan.FromSeconds(20);

    /// <summary>A part of ours is up in 2–4 s on two cores; under a build beside it, in ten times that.</summary>
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(90);

    /// <summary>What a shell answers for a program that it cannot start.</summary>
    private const int NotStarted = 127;

    private readonly Launcher _launcher;
    private readonly TimeProvider _time;
    private readonly Action<string> _say;
    private readonly Action _changed;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _firstReady = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Child? _child;
    private volatile bool _wasKilled;

    /// <summary>Starts supervising.</summary>
    /// <param name="definition">What to run.</param>
    /// <param name="launcher">Starts its processes.</param>
    /// <param name="log">Takes its output.</param>
    /// <param name="time">Clock of the pauses.</param>
    /// <param name="say">Tells a person what happened.</param>
    /// <param name="changed">Called whenever state or process id changed.</param>
    public SupervisedPart(PartDefinition definition, Launcher launcher, LogFile log, TimeProvider time, Action<string> say, Action changed)
    {
        (Definition, _launcher, Log, _time, _say, _changed) = (definition, launcher, log, time, say, changed);
        Completion = KeepRunningAsync();
    }

    /// <summary>What is run.</summary>
    public PartDefinition Definition { get; }

    /// <summary>Its log.</summary>
    public LogFile Log { get; }

    /// <summary>What it is doing.</summary>
    public PartState State { get; private set; }

    /// <summary>Process id; null while there is no process.</summary>
    public int? Pid => _child is { Ended.IsCompleted: false } child ? child.Pid : null;

    /// <summary>Times it was started again.</summary>
    public int Restarts { get; private set; }

    /// <summary>Ends with the last exit code when the part has ended for good.</summary>
    public Task<int> Completion { get; }

    /// <summary>Ends when the part was ready for the first time; fails when it ended before that.</summary>
    public Task FirstReady => _firstReady.Task;

    /// <summary>kill -9; the part is started again as after its first end: it did not fail by itself.</summary>
    public void Kill()
    {
        _wasKilled = true;
        _child?.Kill();
    }

    /// <summary>Ends the part for good.</summary>
    /// <returns>False when it had to be ended hard.</returns>
    public async Task<bool> StopAsync(TimeSpan patience)
    {
        await _stopping.CancelAsync();
        var gentle = _child is not { } child || await child.StopAsync(patience);
        await Completion;
        return gentle;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Dispose();
        Log.Dispose();
    }

    private async Task<int> KeepRunningAsync()
    {
        var pause = FirstPause;
        while (true)
        {
            var started = _time.GetTimestamp();
            var code = await RunOnceAsync();
            if (_stopping.IsCancellationRequested || !Definition.Restart || !_firstReady.Task.IsCompletedSuccessfully) return End(code);

            if (_wasKilled || _time.GetElapsedTime(started) > Healthy) pause = FirstPause;
            _wasKilled = false;
            Restarts++;
            Become(PartState.Waiting);
            _say($"{Definition.Name} ended with exit code {code}; starting it again in {pause.TotalSeconds:0.0} s");
            await Task.Delay(pause, _time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_stopping.IsCancellationRequested) return End(code);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task<int> RunOnceAsync()
    {
        Become(PartState.Starting);
        Child child;
        try
        {
            child = _child = await Child.StartAsync(_launcher, Definition, Log);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            Log.Write($"--- {Definition.Program} cannot be started: {e.Message}");
            return NotStarted;
        }

        _changed();
        // Stopped while it was being started: StopAsync saw no child.
        if (_stopping.IsCancellationRequested) child.Kill();
        await Task.WhenAny(child.Ready, child.Ended, Task.Delay(StartPatience, _time, _stopping.Token));
        if (child.Ready.IsCompletedSuccessfully)
        {
            Become(PartState.Ready);
            if (!_firstReady.TrySetResult()) _say($"{Definition.Name} is up again");
        }
        else if (!_stopping.IsCancellationRequested && !child.Ended.IsCompleted)
        {
            Log.Write($"--- not ready after {StartPatience.TotalSeconds:0} s, ending it");
            child.Kill();
        }

        return await child.Ended;
    }

    private int End(int code)
    {
        Become(PartState.Ended);
        _firstReady.TrySetException(new EditionException(
            $"{Definition.Name} did not start (exit code {code}). The end of {Log.Path}:\n  {string.Join("\n  ", Log.Tail(12))}"));
        _ = _firstReady.Task.Exception;
        return code;
    }

    private void Become(PartState state)
    {
        State = state;
        _changed();
    }
}
