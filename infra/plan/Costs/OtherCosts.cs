namespace ServerlessIot.Plan.Costs;

/// <summary>Starting and stopping instances.</summary>
/// <param name="LookEverySeconds">Time, in s, between two looks at the lag.</param>
/// <param name="StartSeconds">Time, in s, from the decision until an instance is up (cold start), its windows begin, and it joins its group.</param>
/// <param name="StartSpreadSeconds">Difference, in s, between the fastest and the slowest of these.</param>
/// <param name="HeartbeatSeconds">Time, in s, between two heartbeats of the members of a group: at the next one they notice that another has joined, and read on until then.</param>
/// <param name="LeaveSeconds">Time, in s, until the partitions of a stopped instance have moved.</param>
/// <param name="CooldownSeconds">Time, in s, without a decrease after an increase.</param>
/// <param name="CommitDelaySeconds">Age, in s, of committed offsets when they are looked at.</param>
/// <param name="MeasuredCores">Cores of the machine that the times of the trigger and the steps were measured on.</param>
/// <param name="MegabytesPerCore">Memory, in MB, for which an instance has one core.</param>
/// <param name="Source">Where the numbers come from.</param>
public sealed record PlatformCosts(
    double LookEverySeconds, double StartSeconds, double StartSpreadSeconds, double HeartbeatSeconds, double LeaveSeconds, double CooldownSeconds, double CommitDelaySeconds,
    double MeasuredCores, double MegabytesPerCore, string Source);

/// <summary>Waits for other services, in ms.</summary>
/// <param name="AppendMillis">A conditional append to a blob.</param>
/// <param name="UploadMillis">An upload of a blob.</param>
/// <param name="HeadMillis">An existence question.</param>
/// <param name="PublishMillis">A batch handed to the producer and acknowledged by all replicas, its linger included.</param>
/// <param name="DocumentMillis">A document written.</param>
/// <param name="DocumentsAtOnce">Documents under way at once for each partition.</param>
/// <param name="DocumentCpuMicros">CPU of a document, in µs.</param>
/// <param name="Source">Where the numbers come from.</param>
public sealed record WaitCosts(
    double AppendMillis, double UploadMillis, double HeadMillis, double PublishMillis, double DocumentMillis, int DocumentsAtOnce, double DocumentCpuMicros, string Source);

/// <summary>Sizes in bytes.</summary>
/// <param name="RecordOverhead">Key, headers and framing of a record in the log.</param>
/// <param name="EventOverPayload">What the canonical event is longer than its payload.</param>
/// <param name="AlertRecord">A record of the topic alerts.</param>
/// <param name="WindowRecord">A record of the topic aggregates.</param>
/// <param name="ArchiveRatio">Bytes of a row in a hot blob for each byte of its event (gzip).</param>
/// <param name="JournalBytesPerEvent">Bytes that the journals of all steps keep of an event.</param>
/// <param name="TwinDocument">A twin.</param>
/// <param name="WindowDocument">A window's document.</param>
/// <param name="AlertDocument">An alert's document.</param>
/// <param name="Source">Where the numbers come from.</param>
public sealed record ByteCosts(
    double RecordOverhead, double EventOverPayload, double AlertRecord, double WindowRecord, double ArchiveRatio, double JournalBytesPerEvent,
    double TwinDocument, double WindowDocument, double AlertDocument, string Source);

/// <summary>Request units.</summary>
/// <param name="UnitsPerWrite">RU of a write, for the first kilobyte.</param>
/// <param name="UnitsPerFurtherKilobyte">RU for each further kilobyte.</param>
/// <param name="Source">Where the numbers come from.</param>
public sealed record DocumentCosts(double UnitsPerWrite, double UnitsPerFurtherKilobyte, string Source)
{
    /// <summary>RU of a write of so many bytes.</summary>
    public double Units(double bytes) => UnitsPerWrite + (UnitsPerFurtherKilobyte * Math.Max(0, Math.Ceiling(bytes / 1024) - 1));
}

/// <summary>The bridge.</summary>
/// <param name="CpuMicrosPerMessage">CPU, in µs, for a message.</param>
/// <param name="BaseCpuShare">Share of a core that a replica takes without any message.</param>
/// <param name="TargetShare">Share of its cores at which one more replica is started.</param>
/// <param name="IdleCpuShare">Share of a core below which a replica is billed as idle.</param>
/// <param name="IdleBytesPerSecond">Traffic, in bytes/s, below which a replica is billed as idle.</param>
/// <param name="Source">Where the numbers come from.</param>
public sealed record BridgeCosts(double CpuMicrosPerMessage, double BaseCpuShare, double TargetShare, double IdleCpuShare, double IdleBytesPerSecond, string Source);

/// <summary>Telemetry.</summary>
/// <param name="BytesPerExecution">Bytes that one execution of a function writes to the workspace.</param>
/// <param name="BytesPerInstanceHour">Bytes of metrics and logs that an instance or replica writes in an hour.</param>
/// <param name="CapGigabytesPerDay">Gigabytes a day that the workspace takes at most (dailyTelemetryGigabytes of main.bicep).</param>
/// <param name="Source">Where the numbers come from.</param>
public sealed record TelemetryCosts(double BytesPerExecution, double BytesPerInstanceHour, double CapGigabytesPerDay, string Source);

/// <summary>The timers of Ops.</summary>
/// <param name="Seconds">Length of one run, in s, of each timer by its name.</param>
/// <param name="EverySeconds">Time, in s, from one run to the next, of the timers that have no schedule in settings.json.</param>
/// <param name="AuditReadsPerPartition">Requests of one Audit for each partition and journaled step.</param>
/// <param name="JournaledSteps">Steps with a journal.</param>
/// <param name="Source">Where the numbers come from.</param>
public sealed record TimerCosts(
    IReadOnlyDictionary<string, double> Seconds, IReadOnlyDictionary<string, double> EverySeconds, double AuditReadsPerPartition, int JournaledSteps, string Source);
