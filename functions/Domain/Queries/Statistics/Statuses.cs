namespace ServerlessIot.Domain.Queries.Statistics;

/// <summary>Status names of SOURCES 3 that statistics know.</summary>
internal static class Statuses
{
    internal const string Offline = "offline";
    internal const string Charging = "charging";
}
