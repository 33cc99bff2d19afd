namespace ServerlessIot.Domain.Archive.Columns.Coding;

/// <summary>The two digits of a UUID that are not random: its version and its variant.</summary>
internal sealed class HexModel
{
    private readonly uint[] _version;
    private readonly uint[] _variant;

    internal HexModel() => (_version, _variant) = (Counter.Many(16), Counter.Many(16));

    private HexModel(HexModel from) => (_version, _variant) = ([.. from._version], [.. from._variant]);

    internal HexModel Copy() => new(this);

    internal uint Version(BinaryCoder coder, uint digit) => Code(coder, _version, digit);

    internal uint Variant(BinaryCoder coder, uint digit) => Code(coder, _variant, digit);

    private static uint Code(BinaryCoder coder, uint[] counters, uint digit)
    {
        var node = 1u;
        for (var i = 3; i >= 0; i--) node = (node << 1) | (uint)Counter.Code(coder, ref counters[node], (int)(digit >> i) & 1);
        return node - 16;
    }
}
