namespace ServerlessIot.Domain.Decoding.Sparkplug;

/// <summary>What a birth says of one metric.</summary>
/// <param name="Alias">Number that stands for the name; null when it gives none.</param>
/// <param name="Name">Name, 1 to 128 bytes.</param>
/// <param name="Type">Data type of Sparkplug 3.0, section 6.4.16; 0 when it names none.</param>
public readonly record struct SparkplugName(ulong? Alias, string Name, byte Type);
