namespace ServerlessIot.Bridge.Mqtt.Connecting;

/// <summary>Closes connections that are silent for 1.5 keep-alives, slow to send CONNECT, or not allowed any more. One timer for all.</summary>
internal sealed class KeepAliveMonitor : IAsyncDisposable
{
    private readonly PeriodicTimer _timer;
    private readonly Task _loop;

    public KeepAliveMonitor(ConnectionRegistry connections, TimeProvider time)
    {
        _timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250), time);
        _loop = RunAsync(connections);
    }

    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _loop;
    }

    private async Task RunAsync(ConnectionRegistry connections)
    {
        while (await _timer.WaitForNextTickAsync())
            foreach (var connection in connections.Open)
                connection.Check();
    }
}
