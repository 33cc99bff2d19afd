using System.Text;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Log;

namespace ServerlessIot.Domain.Tests.Rules.Reference;

/// <summary>One thing that happens to rules: an event, a bridge's mark, or a tick; and whether the process is started anew after it.</summary>
/// <param name="Event">The event; null for a tick.</param>
/// <param name="Tick">Time of the tick, Unix milliseconds.</param>
/// <param name="Restarts">Whether what is remembered is saved and loaded.</param>
/// <param name="Bridge">Name of the bridge that an event or mark came from; null for none.</param>
/// <param name="Mark">The mark; null for none.</param>
internal sealed record Step(DeviceEvent? Event, long Tick = 0, bool Restarts = false, string? Bridge = null, BridgeMark? Mark = null)
{
    /// <summary>The source that the log would name.</summary>
    internal byte[] Source => Bridge is null ? [] : Encoding.UTF8.GetBytes(AlertSources.OfBridge(Bridge));
}
