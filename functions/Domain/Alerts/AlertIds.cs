using System.Security.Cryptography;
using System.Text;

namespace ServerlessIot.Domain.Alerts;

/// <summary>Deterministic alert ids: the same event breaking the same rule gives the same id, however often it is decided.</summary>
public static class AlertIds
{
    /// <summary>32 lower-case hex digits: the first 16 bytes of SHA-256 over the four parts, each followed by a NUL.</summary>
    public static string For(string tenant, string device, string rule, string eventId)
    {
        var bytes = Encoding.UTF8.GetBytes($"{tenant}\0{device}\0{rule}\0{eventId}\0");
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return Convert.ToHexStringLower(hash[..16]);
    }
}
