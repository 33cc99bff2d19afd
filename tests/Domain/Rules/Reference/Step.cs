using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Tests.Rules.Reference;

/// <summary>One thing that happens to rules: an event, or a tick; and whether the process is started anew after it.</summary>
/// <param name="Event">The event; null for a tick.</param>
/// <param name="Tick">Time of the tick, Unix milliseconds.</param>
/// <param name="Restarts">Whether what is remembered is saved and loaded.</param>
internal sealed record Step(DeviceEvent? Event, long Tick = 0, bool Restarts = false);
