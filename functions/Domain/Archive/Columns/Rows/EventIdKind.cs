using System.Globalization;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Archive.Columns.Rows;

/// <summary>Where the id of a row comes from.</summary>
internal enum EventIdKind
{
    /// <summary>It is the <see cref="ContentId"/>.</summary>
    Content,

    /// <summary>It is the content id, '#', and the origin's index.</summary>
    ContentAndIndex,

    /// <summary>It is stored.</summary>
    Own,
}

/// <summary>Ids that need not be stored.</summary>
internal static class EventIdKinds
{
    /// <summary>Where the row's id comes from.</summary>
    internal static EventIdKind Of(DeviceEvent row)
    {
        if (row.Id.Length < ContentId.Length || (row.Id.Length > ContentId.Length && row.Id[ContentId.Length] != '#')) return EventIdKind.Own;
        var content = ContentId.Of(row);
        if (row.Id == content) return EventIdKind.Content;
        return row.Id == WithIndex(content, row) ? EventIdKind.ContentAndIndex : EventIdKind.Own;
    }

    /// <summary>The row's id; null when it is stored.</summary>
    internal static string? IdOf(EventIdKind kind, DeviceEvent row) => kind switch
    {
        EventIdKind.Content => ContentId.Of(row),
        EventIdKind.ContentAndIndex => WithIndex(ContentId.Of(row), row),
        EventIdKind.Own => null,
        _ => throw new ChunkCorruptException("A row of the chunk has an id of no kind."),
    };

    private static string WithIndex(string content, DeviceEvent row) => string.Create(CultureInfo.InvariantCulture, $"{content}#{row.Origin.Index}");
}
