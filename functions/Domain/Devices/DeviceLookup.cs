using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Devices;

/// <summary>State by device, keyed <c>tenant/device</c>.</summary>
public static class DeviceLookup
{
    /// <summary>A tenant, a device, and the slash; longer ones take the slower way.</summary>
    private const int LongestName = RegistrationRules.TenantLength + 1 + RegistrationRules.NameLength;

    /// <summary>The state of an event's device; made from its key when there is none. Once a device is known, looking it up allocates nothing.</summary>
    public static T GetOrAdd<T>(Dictionary<string, T> devices, DeviceEvent e, Func<string, T> make)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(devices);
        ArgumentNullException.ThrowIfNull(e);
        ArgumentNullException.ThrowIfNull(make);
        Span<char> buffer = stackalloc char[LongestName];
        if (buffer.TryWrite($"{e.Tenant}/{e.Device}", out var written)
            && devices.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(buffer[..written], out var known))
            return known;
        var name = $"{e.Tenant}/{e.Device}";
        if (!devices.TryGetValue(name, out var state)) devices[name] = state = make(name);
        return state;
    }
}
