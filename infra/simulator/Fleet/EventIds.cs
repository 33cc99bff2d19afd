using System.Security.Cryptography;
using System.Text;

namespace ServerlessIot.Simulator.Fleet;

/// <summary>Event ids of shape 4: the same run, device and number always give the same id.</summary>
public static class EventIds
{
    /// <summary>A UUID of version 8 (RFC 9562, section 5.8) from a SHA-256 over the three values.</summary>
    /// <param name="run">The run's seed; 0 for replayed series, so that replaying one twice repeats its events.</param>
    /// <param name="device">Device id.</param>
    /// <param name="seq">Number of the reading, from 1.</param>
    public static Guid For(long run, string device, long seq)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{run}/{device}/{seq}"), hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
