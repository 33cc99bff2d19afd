using ServerlessIot.Domain.Alerts;

namespace ServerlessIot.Steps.Notify.Storms;

/// <summary>What a storm is a storm of.</summary>
/// <param name="Tenant">Tenant.</param>
/// <param name="Group">Group of the alerts; empty when they name none: then all of the tenant are one.</param>
/// <param name="Rule">Rule.</param>
internal readonly record struct StormKey(string Tenant, string Group, string Rule)
{
    /// <summary>Device of the alerts that stand for storms.</summary>
    public const string Device = "storm";

    /// <summary>Partition of the document.</summary>
    public string Partition => $"{Tenant}/storms";

    /// <summary>Id of the document.</summary>
    public string Id => AlertIds.For(Tenant, Device, Rule, Group);

    /// <summary>That of an alert.</summary>
    public static StormKey Of(AlertRecord alert) => new(alert.Tenant, alert.Group ?? "", alert.Rule);

    /// <summary>Id of the alert of the storm that began at a time.</summary>
    public string ParentAt(long began) => AlertIds.For(Tenant, Device, Rule, $"{Group}\0{began}");
}
