using ServerlessIot.Domain.Binary;

namespace ServerlessIot.Steps.Store;

/// <summary>Rows of one device that count no more.</summary>
/// <param name="Tenant">Tenant of the device.</param>
/// <param name="Device">Device id.</param>
/// <param name="Before">Rows that arrived before it are meant, Unix milliseconds.</param>
/// <param name="Job">Id of the job that erases them.</param>
public sealed record Erasure(string Tenant, string Device, long Before, string Job)
{
    internal void Write(ByteWriter to)
    {
        to.Text(Tenant);
        to.Text(Device);
        to.Signed(Before);
        to.Text(Job);
    }

    internal static Erasure Read(ref ByteReader from) => new(from.Text(), from.Text(), from.Signed(), from.Text());
}
