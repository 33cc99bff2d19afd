using System.Runtime.CompilerServices;
using ServerlessIot.Domain.Events;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Ops.Tests.Doubles;

/// <summary>A history that a test fills.</summary>
public sealed class ScriptedHistory : IHistory
{
    public List<DeviceEvent> Events { get; } = [];

    /// <summary>Called before a history is read; throws to fail it.</summary>
    public Action OnRead { get; set; } = () => { };

    /// <summary>Called before a row is given; throws to break off.</summary>
    public Action<DeviceEvent> OnRow { get; set; } = _ => { };

    /// <summary>Awaited before a row is given.</summary>
    public Func<DeviceEvent, Task> BeforeRowAsync { get; set; } = _ => Task.CompletedTask;

    public (string Tenant, string Device, long From, long To) Asked { get; private set; }

    public async IAsyncEnumerable<DeviceEvent> ReadAsync(string tenant, string device, long from, long to, HistoryKey? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Asked = (tenant, device, from, to);
        OnRead();
        foreach (var e in Events.OrderBy(HistoryKey.Of).ToList())
        {
            if (e.Device != device || e.Time < from || e.Time >= to || (after is not null && HistoryKey.Of(e) <= after)) continue;
            OnRow(e);
            await BeforeRowAsync(e);
            yield return e;
        }
    }
}
