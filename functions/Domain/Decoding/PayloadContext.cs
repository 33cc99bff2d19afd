using ServerlessIot.Domain.Decoding.Sparkplug;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Decoding;

/// <summary>What is known of a payload besides its bytes: the headers and the place of its record.</summary>
/// <param name="Tenant">Tenant that the topic names.</param>
/// <param name="Device">Device that the topic names.</param>
/// <param name="DataType">Data type that the topic map captured, such as <c>temperature</c>; null when it captured none.</param>
/// <param name="Topic">Topic or path that the device published to.</param>
/// <param name="ContentType">Media type that the publisher named; null when it named none.</param>
/// <param name="RecordId">Unique id of the record (<c>ce_id</c>).</param>
/// <param name="Arrived">When the bridge received it, Unix milliseconds.</param>
/// <param name="Origin">Place of the record, with index 0; the events of one payload get index 0, 1, 2 …</param>
/// <param name="Envelope">What an envelope around the payload says; null when there is none.</param>
/// <param name="Sparkplug">What the births of a Sparkplug edge node or device told; null when the record is no Sparkplug message or nobody keeps them.</param>
public readonly record struct PayloadContext(
    string Tenant,
    string Device,
    string? DataType,
    string Topic,
    string? ContentType,
    string RecordId,
    long Arrived,
    Origin Origin,
    Envelope? Envelope = null,
    SparkplugSession? Sparkplug = null)
{
    /// <summary>Of a record out of quarantine when it came at first, Unix milliseconds; null of others, or when it does not say.</summary>
    public long? FirstArrived { get; init; }

    /// <summary>What relative times count from, and the time of what carries none, Unix milliseconds.</summary>
    internal long Base => FirstArrived ?? Arrived;
}
