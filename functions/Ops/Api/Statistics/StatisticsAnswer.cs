using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Queries.Statistics;

namespace ServerlessIot.Ops.Api.Statistics;

/// <summary>A device's statistics.</summary>
/// <param name="From">First millisecond of the range, Unix milliseconds.</param>
/// <param name="To">First millisecond after it.</param>
/// <param name="Device">Of its events.</param>
/// <param name="Alerts">Of its alerts.</param>
public sealed record StatisticsAnswer(long From, long To, DeviceStatistics Device, AlertStatistics Alerts);

/// <summary>A device's alerts of a range.</summary>
/// <param name="Count">How many were opened.</param>
/// <param name="Last">The latest; absent without one.</param>
/// <param name="Complete">False when the device has more alerts than are looked at, so that there may be more and later ones.</param>
public sealed record AlertStatistics(long Count, AlertDocument? Last, bool Complete);
