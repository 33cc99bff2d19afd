namespace ServerlessIot.Bridge.Topics;

/// <summary>
/// One rule of the topic map, settings <c>Bridge__TopicMap__n__Filter</c>, <c>Tenant</c>, <c>Device</c>, <c>Type</c>, <c>Priority</c>,
/// <c>TenantSeparator</c>, <c>KafkaTopic</c>, <c>Headers__NAME</c>.
/// </summary>
/// <remarks>
/// A level of the filter is a literal, <c>+</c>, a capture <c>{name}</c> (any one level), or at the end <c>#</c>.
/// Tenant, Device and Type are text in which <c>{n}</c> stands for the topic's n-th level (from 1) and <c>{name}</c> for a capture.
/// Left out, each is the capture of its own name (<c>{tenant}</c>, <c>{device}</c>, <c>{type}</c>) if the filter has one.
/// </remarks>
/// <example><c>{tenant}/{site}/{device}/telemetry/{type}</c>; or Filter <c>sensors/+/data</c> with Device <c>{2}</c>.</example>
public sealed record TopicMapEntry
{
    /// <summary>MQTT topic filter with optional captures.</summary>
    public required string Filter { get; init; }

    /// <summary>Default: the capture <c>{tenant}</c>, or else the default tenant.</summary>
    public string? Tenant { get; init; }

    /// <summary>Default: the capture <c>{device}</c>. One of the two must exist.</summary>
    public string? Device { get; init; }

    /// <summary>Default: the capture <c>{type}</c>, or else none.</summary>
    public string? Type { get; init; }

    /// <summary>critical, high, medium or low, for a narrow uplink. Default: that of the message.</summary>
    public string? Priority { get; init; }

    /// <summary>
    /// When given, 1 to 8 characters: the tenant is what stands before its first occurrence in the device's id (SOURCES 2: <c>_</c>); ids without it have the tenant
    /// of <see cref="Tenant"/>. The device keeps its whole id.
    /// </summary>
    public string? TenantSeparator { get; init; }

    /// <summary>
    /// Kafka topic that messages go to <b>in place of</b> telemetry.raw: no step reads them then, so they are not validated, stored or looked at by rules. With levels
    /// in it, what it leads to must be named in <c>Bridge__KafkaTopics</c>. Default: telemetry.raw. Wills go to telemetry.raw in any case.
    /// </summary>
    public string? KafkaTopic { get; init; }

    /// <summary>Headers of the records, at most 16: name and text, in which <c>{tenant}</c>, <c>{device}</c> and <c>{type}</c> stand for what was found.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();
}
