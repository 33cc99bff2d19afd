using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ServerlessIot.Domain.Commands;

/// <summary>Ids of commands, unique per device. Those without a key are in the order of time.</summary>
public static class CommandIds
{
    /// <summary>The id of a command without a key.</summary>
    /// <param name="issued">Unix milliseconds.</param>
    /// <param name="random">8 random bytes.</param>
    public static string Of(long issued, ReadOnlySpan<byte> random) =>
        string.Create(CultureInfo.InvariantCulture, $"{issued:D15}-{Convert.ToHexStringLower(random)}");

    /// <summary>The id that stands for a key of the caller's: the same whenever it is asked for.</summary>
    public static string OfKey(string tenant, string device, string key) =>
        "k-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{tenant}/{device}\n{key}")).AsSpan(0, 16));
}
