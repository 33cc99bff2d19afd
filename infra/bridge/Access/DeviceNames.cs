using ServerlessIot.Bridge.Topics;

namespace ServerlessIot.Bridge.Access;

/// <summary>A device's name as people and credentials write it: <c>tenant/device</c>, or <c>device</c> alone in the default tenant.</summary>
internal static class DeviceNames
{
    /// <summary>Null when a part breaks <see cref="TopicRoute.NameRule"/>.</summary>
    public static DeviceIdentity? Parse(string text, string defaultTenant)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? Of(defaultTenant, text) : Of(text[..slash], text[(slash + 1)..]);
    }

    /// <inheritdoc cref="Parse"/>
    public static DeviceIdentity? Of(string? tenant, string? device) =>
        // A wildcard in a name would widen what it may hear.
        tenant is not null && device is not null && IsName(tenant) && IsName(device) ? new DeviceIdentity(tenant, device) : null;

    private static bool IsName(string text) => TopicRoute.IsName(text) && text.AsSpan().IndexOfAny('+', '#') < 0;
}
