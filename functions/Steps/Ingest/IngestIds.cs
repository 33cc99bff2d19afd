using System.Globalization;

namespace ServerlessIot.Steps.Ingest;

/// <summary>
/// The id (<c>ce_id</c>) of an event, the same whenever it is delivered again, within its device. A device's events are all in one
/// partition of the hub, so its number is unique there; the time keeps apart the numbers of a hub that was made anew. Of a message id that
/// the device gave, only a GUID counts: then a message that the device sent twice is recognised, while counters, which begin again with
/// every start of a device, would make new messages look like old ones.
/// </summary>
internal static class IngestIds
{
    public static string Of(HubEvent e, string hub) =>
        Guid.TryParse(e.MessageId, out var id) && id != Guid.Empty ? id.ToString() : Place(e, hub);

    /// <summary>Where and when the event came in.</summary>
    public static string Place(HubEvent e, string hub) => string.Create(CultureInfo.InvariantCulture, $"{hub}-{e.Sequence}-{e.Enqueued}");
}
