using ServerlessIot.Domain.Binary;

namespace ServerlessIot.Steps.Running;

/// <summary>A data blob that a committed entry names, and the records that it was made of.</summary>
/// <param name="Name">Blob name.</param>
/// <param name="First">Offset of the first record.</param>
/// <param name="Last">Offset of the last record.</param>
/// <param name="Before">Number before the first record (sources with dense numbers); 0 otherwise.</param>
public sealed record NamedBlob(string Name, long First, long Last, long Before)
{
    /// <summary>As the outcome of a record.</summary>
    internal ReadOnlyMemory<byte> ToOutcome()
    {
        var to = new ByteWriter();
        to.Text(Name);
        to.Unsigned((ulong)First);
        to.Unsigned((ulong)Last);
        to.Unsigned((ulong)Before);
        return to.Written;
    }

    /// <summary>Reads what <see cref="ToOutcome"/> wrote.</summary>
    internal static NamedBlob Read(ReadOnlySpan<byte> outcome)
    {
        var from = new ByteReader(outcome);
        return new NamedBlob(from.Text(), (long)from.Unsigned(), (long)from.Unsigned(), (long)from.Unsigned());
    }
}
