namespace ServerlessIot.Domain.Decoding.Items;

/// <summary>What MessagePack and CBOR know of values.</summary>
internal enum ItemKind : byte
{
    /// <summary>Nothing: nil, null or undefined.</summary>
    Null,

    /// <summary>False.</summary>
    False,

    /// <summary>True.</summary>
    True,

    /// <summary>An integer from 0.</summary>
    Unsigned,

    /// <summary>An integer below 0.</summary>
    Negative,

    /// <summary>IEEE 754, half or single.</summary>
    Single,

    /// <summary>IEEE 754, double.</summary>
    Double,

    /// <summary>UTF-8.</summary>
    Text,

    /// <summary>Bytes.</summary>
    Bytes,

    /// <summary>The head of an array.</summary>
    Array,

    /// <summary>The head of a map.</summary>
    Map,

    /// <summary>A moment: MessagePack's extension −1.</summary>
    Time,

    /// <summary>A CBOR tag; the item that it is of follows.</summary>
    Tag,

    /// <summary>The end of an array or map of unknown length.</summary>
    Break,
}
