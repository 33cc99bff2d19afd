namespace ServerlessIot.Domain.Decoding.Sparkplug;

/// <summary>What one message needs of its sender's birth, and what it tells itself.</summary>
/// <param name="known">What the latest birth told; null when none is known.</param>
public sealed class SparkplugSession(SparkplugNames? known)
{
    /// <summary>What the message told, when it was a birth: nothing when it could not be read. Null when it was none.</summary>
    public SparkplugNames? Born { get; internal set; }

    /// <summary>What of the known names the message needed: with these alone it is decoded in the same way again. Null when it needed none.</summary>
    public SparkplugNames? Used { get; private set; }

    internal bool TryFind(ulong alias, out SparkplugName name)
    {
        name = default;
        if (known is null || !known.TryFind(alias, out name)) return false;
        (Used ??= new SparkplugNames()).Add(name);
        return true;
    }

    internal byte TypeOf(string metric)
    {
        if (known is null || !known.TryFind(metric, out var name)) return 0;
        (Used ??= new SparkplugNames()).Add(name);
        return name.Type;
    }
}
