namespace ServerlessIot.Domain.Decoding.Items;

/// <summary>Reads items one after another.</summary>
/// <typeparam name="TSelf">The reader itself.</typeparam>
internal interface IItemReader<TSelf> where TSelf : struct, IItemReader<TSelf>, allows ref struct
{
    /// <summary>Name of the format, for people.</summary>
    static abstract string Format { get; }

    /// <summary>First byte that was not read.</summary>
    int Position { get; }

    /// <summary>All bytes.</summary>
    ReadOnlySpan<byte> Payload { get; }

    /// <summary>A reader of a payload.</summary>
    /// <param name="payload">All bytes.</param>
    /// <param name="position">Where it begins.</param>
    static abstract TSelf At(ReadOnlySpan<byte> payload, int position);

    /// <summary>Reads the next item; false when the bytes are none, or end too early.</summary>
    bool TryRead(out Item item);

    /// <summary>Copies a text or bytes that come in chunks.</summary>
    /// <param name="item">The item.</param>
    /// <param name="to">At least as long as the item.</param>
    /// <returns>Bytes written.</returns>
    int Join(in Item item, scoped Span<byte> to);
}
