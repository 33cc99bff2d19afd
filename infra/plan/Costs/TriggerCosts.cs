namespace ServerlessIot.Plan.Costs;

/// <summary>The Kafka trigger, as measured on the real Functions host with 200-byte records on two cores.</summary>
/// <param name="FetchMicrosPerBatch">Time, in µs, to gather a batch besides its records.</param>
/// <param name="GatherMicrosPerRecord">Time, in µs, to gather a record that has been fetched.</param>
/// <param name="FetchesAhead">Records that the client fetches ahead of who reads.</param>
/// <param name="FetchMicrosPerRecord">Time, in µs, to fetch a record.</param>
/// <param name="FetchMicrosPerRecordPrefetched">The same with queuedMinMessages of a million.</param>
/// <param name="HandMicrosPerBatch">Time, in µs, to hand a batch over to the worker and back.</param>
/// <param name="HandMicrosPerRecord">Time, in µs, for each record of it.</param>
/// <param name="HostMicrosPerBatch">CPU of the host, in µs, for a batch.</param>
/// <param name="HostMicrosPerRecord">CPU of the host, in µs, for a record.</param>
/// <param name="WorkerMicrosPerBatch">CPU of the worker, in µs, for a batch.</param>
/// <param name="WorkerMicrosPerRecord">CPU of the worker, in µs, for a record.</param>
/// <param name="HostMillisPerSecond">CPU of the host, in ms, for every second that it is up.</param>
/// <param name="WorkerMillisPerSecond">CPU of the worker, in ms, for every second that it is up.</param>
/// <param name="WakeMillis">Delay, in ms, of a record that finds the instance idle.</param>
/// <param name="JitterMillis">Largest further delay, in ms.</param>
/// <param name="JitterPower">How rare large delays are: the delay of quantile q is JitterMillis · q^JitterPower.</param>
/// <param name="StallMillis">Length, in ms, of a pause of the whole instance under load.</param>
/// <param name="StallEverySeconds">Time, in s, from one such pause to the next.</param>
/// <param name="StallFromRecordsPerSecond">Load, in records/s of one instance, from which on they happen.</param>
/// <param name="Source">Where the numbers come from.</param>
public sealed record TriggerCosts(
    double FetchMicrosPerBatch, double GatherMicrosPerRecord, double FetchesAhead, double FetchMicrosPerRecord, double FetchMicrosPerRecordPrefetched,
    double HandMicrosPerBatch, double HandMicrosPerRecord,
    double HostMicrosPerBatch, double HostMicrosPerRecord, double WorkerMicrosPerBatch, double WorkerMicrosPerRecord,
    double HostMillisPerSecond, double WorkerMillisPerSecond,
    double WakeMillis, double JitterMillis, double JitterPower,
    double StallMillis, double StallEverySeconds, double StallFromRecordsPerSecond, string Source);
