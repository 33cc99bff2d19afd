using System.Runtime.CompilerServices;
using ServerlessIot.Domain.Events;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Ops.Tests.Doubles;

/// <summary>A history that a test fills.</summary>
public sealed class ScriptedHistory : IHistory
{
    public List<DeviceEvent> Events { get; } = [];

    public (string Tenant, string Device, long From, long To) Asked { get; private set; }

    public async IAsyncEnumerable<DeviceEvent> ReadAsync(string tenant, string device, long from, long to, HistoryKey? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        Asked = (tenant, device, from, to);
        foreach (var e in Events.OrderBy(HistoryKey.Of))
        {
            if (e.Device == device && e.Time >= from && e.Time < to && (after is null || HistoryKey.Of(e) > after)) yield return e;
        }
    }
}
