using System.Runtime.InteropServices;

namespace ServerlessIot.Edition.Running;

/// <summary>Turns Ctrl-C, SIGTERM and a closed terminal into a cancellation; a second Ctrl-C, a second later or more, ends the process
/// at once (the parts die with it). Sooner it is the same one: some launchers send theirs to the process and to its group.</summary>
/// <remarks>The parts are in sessions of their own, so Ctrl-C in the terminal reaches the edition alone.</remarks>
public sealed class StopSignals : IDisposable
{
    private static readonly TimeSpan Same = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly TimeProvider _time;
    private long _first;
    private readonly PosixSignalRegistration[] _registrations;

    /// <summary>Begins to listen.</summary>
    public StopSignals(TimeProvider time)
    {
        _time = time;
        _registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, Stop))];
    }

    /// <summary>Cancelled when the person wants the edition to end.</summary>
    public CancellationToken Token => _stop.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        _stop.Dispose();
    }

    private void Stop(PosixSignalContext context)
    {
        if (_stop.IsCancellationRequested && context.Signal == PosixSignal.SIGINT && _time.GetElapsedTime(_first) > Same) return;
        context.Cancel = true;
        if (_stop.IsCancellationRequested) return;
        _first = _time.GetTimestamp();
        _stop.Cancel();
    }
}
