using System.Text;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>A header of a record.</summary>
public class KafkaHeader
{
    /// <summary>The name; several headers can have the same.</summary>
    public string Key { get; set; }

    /// <summary>The bytes; null where the header has none.</summary>
    public byte[] Value { get; set; }

    /// <summary>The value as UTF-8; null where there is none.</summary>
    public string GetValueAsString() => Value is null ? null : Encoding.UTF8.GetString(Value);
}
