namespace ServerlessIot.Domain.Log;

/// <summary>Header names of every record in the log: CloudEvents' Kafka protocol binding 1.0.2, section 3.2 (binary mode), and our own.</summary>
public static class LogHeaders
{
    /// <summary>Unique id of the record (CloudEvents <c>id</c>).</summary>
    public const string Id = "ce_id";

    /// <summary>What the record is: one of <see cref="RecordTypes"/> (CloudEvents <c>type</c>).</summary>
    public const string Type = "ce_type";

    /// <summary>Who wrote the record, a URI reference (CloudEvents <c>source</c>).</summary>
    public const string Source = "ce_source";

    /// <summary>Always <c>1.0</c> (CloudEvents <c>specversion</c>).</summary>
    public const string SpecVersion = "ce_specversion";

    /// <summary>When the record was written, RFC 3339 UTC (CloudEvents <c>time</c>).</summary>
    public const string Time = "ce_time";

    /// <summary>Media type of the value (CloudEvents <c>datacontenttype</c>).</summary>
    public const string ContentType = "content-type";

    /// <summary>Place in telemetry.raw that this record derives from: <see cref="Events.Origin"/> as text. In telemetry.valid it is the <see cref="Id"/>.</summary>
    public const string Origin = "origin";

    /// <summary>Dense number of the record within its partition of telemetry.valid, decimal text, from 1.</summary>
    public const string Number = "number";

    /// <summary>W3C Trace Context <c>traceparent</c>.</summary>
    public const string TraceParent = "traceparent";

    /// <summary>Data or sensor type that the topic map captured, such as <c>temperature</c>; absent when it captured none.</summary>
    public const string DataType = "datatype";

    /// <summary>The topic or path that the device published to.</summary>
    public const string Topic = "topic";

    /// <summary>On quarantined records: machine-readable reason.</summary>
    public const string ReasonCode = "reason-code";

    /// <summary>On quarantined records: reason for people.</summary>
    public const string Reason = "reason";

    /// <summary>On quarantined records: the step that refused the record.</summary>
    public const string RefusedBy = "refused-by";

    /// <summary>On quarantined records whose bytes were too large for the log: the blob that holds them.</summary>
    public const string Blob = "blob";

    /// <summary>On quarantined records: the <see cref="Id"/> that the refused record had.</summary>
    public const string RefusedId = "refused-id";

    /// <summary>On quarantined records: the <see cref="Type"/> that the refused record had.</summary>
    public const string RefusedType = "refused-type";

    /// <summary>
    /// On records of telemetry.raw: <c>true</c> when a bridge sent them from its spool, later than they arrived. On records of telemetry.replayed: id of the job. With partition and <see cref="Number"/>, which is dense within both, it says whether a record was seen before.
    /// </summary>
    public const string Replayed = "replayed";

    /// <summary>On records of telemetry.raw that come out of quarantine: the step that refused them, and their partition and offset there, <c>step partition-offset</c>.</summary>
    public const string Redriven = "redriven";

    /// <summary>
    /// On quarantined records, and those of telemetry.raw that come out of quarantine, of whose payload some events were not refused: which were, by index from 0, and how many events it had, <c>1,4-6/12</c>.
    /// </summary>
    public const string RefusedEvents = "refused-events";

    /// <summary>On records of device.commands and device.replies: the command's id. Absent on a reply whose device told it only in the payload.</summary>
    public const string Correlation = "correlation-id";

    /// <summary>On ticks: the rules that hold from there on in the partition (<see cref="Domain.Rules.RulesName"/>); absent while they are those that ship.</summary>
    public const string Rules = "rules";

    /// <summary>On ticks: the groups of devices that hold from there on in the partition (<see cref="Domain.Rules.RulesName"/>); absent while there are none.</summary>
    public const string Groups = "groups";
}
