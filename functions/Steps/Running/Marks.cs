using ServerlessIot.Domain.Binary;

namespace ServerlessIot.Steps.Running;

/// <summary>How far a step got in one source partition; part of every journal entry.</summary>
/// <param name="Epoch">How often the source partition was recreated, from 0.</param>
/// <param name="Offset">Last offset read; −1 before the first.</param>
/// <param name="Id">ce_id of the record at <paramref name="Offset"/>; empty when it had none.</param>
/// <param name="Number">Last number applied (sources with dense numbers); 0 before the first.</param>
/// <param name="Lost">Records that the log no longer held when they were needed.</param>
public sealed record Marks(int Epoch, long Offset, string Id, long Number, long Lost)
{
    /// <summary>The marks of a step that has read nothing.</summary>
    public static Marks None { get; } = new(0, -1, "", 0, 0);

    /// <summary>Writes the marks.</summary>
    public void Write(ByteWriter to)
    {
        to.Unsigned((ulong)Epoch);
        to.Signed(Offset);
        to.Text(Id);
        to.Unsigned((ulong)Number);
        to.Unsigned((ulong)Lost);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static Marks Read(ref ByteReader from) => new(from.Count(), from.Signed(), from.Text(), (long)from.Unsigned(), (long)from.Unsigned());
}
