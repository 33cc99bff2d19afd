using ServerlessIot.Domain.Events;

namespace ServerlessIot.Steps.Running;

/// <summary>State by device, keyed <c>tenant/device</c>.</summary>
internal static class DeviceLookup
{
    /// <summary>A tenant of 64 and a device of 128 characters, and the slash; longer ones take the slower way.</summary>
    private const int LongestName = 64 + 1 + 128;

    /// <summary>The device's state; made when there is none. Once a device is known, looking it up allocates nothing.</summary>
    public static T GetOrAdd<T>(Dictionary<string, T> devices, DeviceEvent e)
        where T : class, new()
    {
        Span<char> buffer = stackalloc char[LongestName];
        var written = 0;
        if (buffer.TryWrite($"{e.Tenant}/{e.Device}", out written)
            && devices.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(buffer[..written], out var known))
            return known;
        var name = $"{e.Tenant}/{e.Device}";
        if (!devices.TryGetValue(name, out var state)) devices[name] = state = new T();
        return state;
    }
}
