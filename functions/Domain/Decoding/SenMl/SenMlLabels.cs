namespace ServerlessIot.Domain.Decoding.SenMl;

/// <summary>Names of the fields in JSON.</summary>
internal static class SenMlLabels
{
    /// <summary>The field of a JSON name; null when it is none.</summary>
    internal static SenMlLabel? Of(ReadOnlySpan<byte> name) => name.Length switch
    {
        1 => name[0] switch
        {
            (byte)'n' => SenMlLabel.Name,
            (byte)'u' => SenMlLabel.Unit,
            (byte)'v' => SenMlLabel.Value,
            (byte)'s' => SenMlLabel.Sum,
            (byte)'t' => SenMlLabel.Time,
            _ => null,
        },
        2 when name[0] == 'b' => name[1] switch
        {
            (byte)'n' => SenMlLabel.BaseName,
            (byte)'t' => SenMlLabel.BaseTime,
            (byte)'u' => SenMlLabel.BaseUnit,
            (byte)'v' => SenMlLabel.BaseValue,
            (byte)'s' => SenMlLabel.BaseSum,
            _ => null,
        },
        2 when name[0] == 'v' => name[1] switch
        {
            (byte)'s' => SenMlLabel.Text,
            (byte)'b' => SenMlLabel.Boolean,
            (byte)'d' => SenMlLabel.Data,
            _ => null,
        },
        2 when name.SequenceEqual("ut"u8) => SenMlLabel.UpdateTime,
        4 when name.SequenceEqual("bver"u8) => SenMlLabel.BaseVersion,
        _ => null,
    };
}
