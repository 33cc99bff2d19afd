using ServerlessIot.Domain.Binary;

namespace ServerlessIot.Steps.Tests.Audit;

/// <summary>Takes one row, event or verdict out of an entry's bytes.</summary>
internal static class Cuts
{
    public static byte[] OneRowLess(byte[] changes)
    {
        var from = new ByteReader(changes);
        var to = new ByteWriter();
        to.Byte(from.Byte());
        to.Text(from.Text());
        to.Unsigned(from.Unsigned() - 1);
        to.Unsigned(from.Unsigned());
        while (!from.End) to.Signed(from.Signed());
        return to.Written.ToArray();
    }

    // The totals are the last change: an operation, the events in windows, those that came too late.
    public static byte[] OneEventLess(byte[] changes)
    {
        for (var at = changes.Length - 3; at > 0; at--)
        {
            if (changes[at] != 3) continue;
            var from = new ByteReader(changes.AsSpan(at + 1));
            var (events, late) = (from.Unsigned(), from.Unsigned());
            if (!from.End) continue;
            var to = new ByteWriter();
            to.Raw(changes.AsSpan(0, at + 1));
            to.Unsigned(events - 1);
            to.Unsigned(late);
            return to.Written.ToArray();
        }

        throw new InvalidOperationException("The entry sets no totals.");
    }

    public static int Verdicts(byte[] outcomes) => Outcomes(outcomes).Sum(outcome => Split(outcome.Bytes).Verdicts.Length);

    public static byte[] OneVerdictLess(byte[] outcomes)
    {
        var (to, done) = (new ByteWriter(), false);
        foreach (var (offset, bytes) in Outcomes(outcomes))
        {
            var (head, verdicts) = Split(bytes);
            var kept = !done && verdicts.Length > 0 ? verdicts[1..] : verdicts;
            done |= kept.Length < verdicts.Length;
            to.Unsigned(offset);
            to.Bytes([.. head, .. kept]);
        }

        return to.Written.ToArray();
    }

    private static List<(ulong Offset, byte[] Bytes)> Outcomes(byte[] outcomes)
    {
        var from = new ByteReader(outcomes);
        var all = new List<(ulong, byte[])>();
        while (!from.End) all.Add((from.Unsigned(), from.Bytes().ToArray()));
        return all;
    }

    private static (byte[] Head, byte[] Verdicts) Split(byte[] outcome)
    {
        var from = new ByteReader(outcome);
        var head = new ByteWriter();
        head.Unsigned(from.Unsigned());
        head.Unsigned(from.Unsigned());
        return (head.Written.ToArray(), outcome[head.Length..]);
    }
}
