using ServerlessIot.Domain.Text;

namespace ServerlessIot.Domain.Log;

/// <summary>The key of telemetry records: <c>tenant/device</c>, UTF-8. A tenant holds no slash, a device may.</summary>
public static class DeviceKey
{
    /// <summary>Reads a key; nulls where it names none. Bytes that are no UTF-8 become replacement characters.</summary>
    public static (string? Tenant, string? Device) Read(ReadOnlySpan<byte> key)
    {
        var slash = key.IndexOf((byte)'/');
        return slash > 0 && slash < key.Length - 1 ? (TextCache.Get(key[..slash]), TextCache.Get(key[(slash + 1)..])) : (null, null);
    }
}
