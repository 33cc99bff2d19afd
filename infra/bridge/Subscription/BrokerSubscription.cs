using ServerlessIot.Bridge.Mqtt.Connecting;

namespace ServerlessIot.Bridge.Subscription;

/// <summary>Takes messages from an existing broker through a shared subscription, over as many connections as set.</summary>
internal sealed class BrokerSubscription : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task[] _clients;

    public BrokerSubscription(BridgeServices services, BrokerTls? tls)
    {
        var options = services.Options.Subscribe;
        _clients = [.. Enumerable.Range(1, options.Clients).Select(n => Task.Run(() => new BrokerClient(services, options, tls, $"{services.Options.Name}-{n}").RunAsync(_stop.Token)))];
    }

    /// <summary>Takes nothing more, acknowledges what is stored, and leaves the sessions to be taken up again.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_clients);
        _stop.Dispose();
    }
}
