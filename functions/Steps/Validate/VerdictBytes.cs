using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Decoding.Sparkplug;

namespace ServerlessIot.Steps.Validate;

/// <summary>Verdicts in an outcome: a byte each; where Sparkplug names were needed, a mark and the names follow. Older versions wrote no names.</summary>
internal static class VerdictBytes
{
    private const byte NamesFollow = 255;

    public static void Write(ByteWriter to, List<Verdict> verdicts, SparkplugNames? names)
    {
        foreach (var verdict in verdicts) to.Byte((byte)verdict);
        if (names is null) return;
        to.Byte(NamesFollow);
        names.Write(to);
    }

    public static SparkplugNames? Read(ref ByteReader from, List<Verdict> verdicts)
    {
        while (!from.End)
        {
            var next = from.Byte();
            if (next == NamesFollow) return SparkplugNames.Read(ref from);
            verdicts.Add((Verdict)next);
        }

        return null;
    }

    /// <summary>Takes the next verdict off; false behind the last.</summary>
    public static bool TryRead(ref ByteReader from, out Verdict verdict)
    {
        verdict = default;
        if (from.End) return false;
        var next = from.Byte();
        verdict = (Verdict)next;
        if (next != NamesFollow) return true;
        SparkplugNames.Read(ref from);
        return false;
    }
}
