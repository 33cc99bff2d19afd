namespace ServerlessIot.Domain.Decoding.Sparkplug;

/// <summary>One metric as it stands in the payload (Sparkplug 3.0, section 6.4.6). Texts are places in the payload.</summary>
internal record struct SparkplugMetric
{
    /// <summary>Field numbers of the schema's values.</summary>
    internal const int IntValue = 10, LongValue = 11, FloatValue = 12, DoubleValue = 13, BooleanValue = 14, StringValue = 15;

    /// <summary>Place in the payload.</summary>
    internal int Order { get; set; }

    /// <summary>First byte of its name.</summary>
    internal int NameStart { get; set; }

    /// <summary>Bytes of its name; 0 when it has none.</summary>
    internal int NameLength { get; set; }

    /// <summary>Number that stands for its name.</summary>
    internal ulong? Alias { get; set; }

    /// <summary>When it was measured, Unix milliseconds; null when it does not say.</summary>
    internal long? Time { get; set; }

    /// <summary>Data type; 0 when it does not say.</summary>
    internal byte Type { get; set; }

    /// <summary>Whether it was kept back while the sender was not connected.</summary>
    internal bool Historical { get; set; }

    /// <summary>Whether it has no value.</summary>
    internal bool Null { get; set; }

    /// <summary>Field number of its value; 0 when it has none.</summary>
    internal int Value { get; set; }

    /// <summary>A number's bits.</summary>
    internal ulong Bits { get; set; }

    /// <summary>First byte of a text or of bytes.</summary>
    internal int Start { get; set; }

    /// <summary>Bytes of a text or of bytes.</summary>
    internal int Length { get; set; }
}
