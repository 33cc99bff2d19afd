namespace ServerlessIot.Steps.Ports;

/// <summary>A record read from the log.</summary>
/// <param name="Topic">Topic it was read from.</param>
/// <param name="Partition">Partition, from 0.</param>
/// <param name="Offset">Offset in the partition, from 0.</param>
/// <param name="Timestamp">Record time stamp, Unix milliseconds.</param>
/// <param name="Key">Key bytes; empty when there is none.</param>
/// <param name="Value">Value bytes; empty when there are none.</param>
/// <param name="Headers">Headers in their order.</param>
public sealed record LogRecord(string Topic, int Partition, long Offset, long Timestamp, ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value, IReadOnlyList<LogHeader> Headers)
{
    /// <summary>The last header of this name as text; null when there is none.</summary>
    public string? Header(string name)
    {
        for (var i = Headers.Count - 1; i >= 0; i--)
        {
            if (Headers[i].Name == name) return Headers[i].Text;
        }

        return null;
    }
}

/// <summary>One header of a record.</summary>
/// <param name="Name">Name, by convention lower case.</param>
/// <param name="Value">Value bytes.</param>
public readonly record struct LogHeader(string Name, ReadOnlyMemory<byte> Value)
{
    /// <summary>A header with a text value (UTF-8).</summary>
    public LogHeader(string name, string text) : this(name, System.Text.Encoding.UTF8.GetBytes(text))
    {
    }

    /// <summary>The value as UTF-8 text.</summary>
    public string Text => System.Text.Encoding.UTF8.GetString(Value.Span);
}

/// <summary>A record to write.</summary>
/// <param name="Topic">Topic to write to.</param>
/// <param name="Partition">Partition; null = by murmur2 of the key.</param>
/// <param name="Key">Key bytes.</param>
/// <param name="Value">Value bytes.</param>
/// <param name="Headers">Headers in their order.</param>
/// <param name="Timestamp">Time stamp, Unix milliseconds; null = now.</param>
public sealed record OutRecord(
    string Topic, int? Partition, ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value, IReadOnlyList<LogHeader> Headers, long? Timestamp = null);
