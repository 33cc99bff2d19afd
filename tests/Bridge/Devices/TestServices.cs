using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Bridge.Access;
using ServerlessIot.Bridge.Access.Audit;
using ServerlessIot.Bridge.Access.Files;
using ServerlessIot.Bridge.Health;
using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Bridge.Mqtt.Connecting;
using ServerlessIot.Bridge.Settings;

namespace ServerlessIot.Bridge.Tests.Devices;

/// <summary>What the parts of a bridge share, with a <see cref="FakeLog"/> and without a bridge.</summary>
internal sealed class TestServices : IAsyncDisposable
{
    private readonly BridgeMetrics _metrics;
    private readonly WatchedFiles _files = new(TimeProvider.System, NullLogger.Instance);
    private readonly AccessAudit _audit;

    public TestServices(Func<BridgeOptions, BridgeOptions>? change = null)
    {
        var options = (change ?? (o => o))(TestBridge.Options);
        _metrics = new BridgeMetrics(new InFlightBudget(options.MaxInFlight, options.MaxInFlightBytes));
        _audit = new AccessAudit(options.Access, TimeProvider.System, NullLogger.Instance);
        var access = new AccessControl(options, _files, TimeProvider.System, NullLogger.Instance, _audit);
        Services = new BridgeServices(options, access, Log, _metrics, TimeProvider.System, NullLogger.Instance);
    }

    public FakeLog Log { get; } = new();

    public BridgeServices Services { get; }

    public async ValueTask DisposeAsync()
    {
        await Log.DisposeAsync();
        await _audit.DisposeAsync();
        await _files.DisposeAsync();
        _metrics.Dispose();
    }
}
