using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using ServerlessIot.Domain.Log;
using ServerlessIot.Ops.Api.Access;
using ServerlessIot.Ops.Api.Answers;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Ops.Api.Quarantine;

/// <summary>Answers what was refused, and why, and gives back the original bytes.</summary>
public sealed class QuarantineHandler(ILogReader reader, ILogWriter log, TopicNames topics)
{
    private const int DefaultLimit = 100;
    private const int MostLimit = 1000;

    // Records of other tenants are passed over, and a caller is not kept waiting while all of a partition is: the next page goes on.
    private const int MostLooked = 5000;
    private const int MostLookedBytes = 32 << 20;

    /// <summary>A page of one partition's refused records of the caller's tenants, in the order they came; fewer than the limit, even none, when others' lie between.</summary>
    public async Task<IActionResult> ListAsync(Caller caller, HttpRequest request, CancellationToken cancellationToken)
    {
        var parameters = new Parameters(request);
        var partition = (int)parameters.Number("partition", 0, 0, int.MaxValue);
        var (from, limit) = (parameters.Number("from", 0, 0, long.MaxValue), parameters.Limit(DefaultLimit, MostLimit));
        if (parameters.Problem is { } problem) return problem;
        var partitions = await log.PartitionsAsync(topics.Quarantine, cancellationToken);
        if (partition >= partitions) return NoPartition(partition, partitions);
        var (first, end) = await reader.BoundsAsync(topics.Quarantine, partition, cancellationToken);
        var (items, at) = await TakeAsync(caller.Tenants, partition, Math.Max(from, first), end, limit, cancellationToken);
        var next = at < end ? at : (long?)null;
        return new JsonAnswer<QuarantinePage>(new(partition, partitions, first, end, items, next), ApiJson.Readable.QuarantinePage);
    }

    /// <summary>The original bytes of one refused record, with the reason in headers (percent-encoded where they are not ASCII).</summary>
    public async Task<IActionResult> GetAsync(Caller caller, HttpRequest request, string partition, string offset, CancellationToken cancellationToken)
    {
        var parameters = new Parameters(request);
        var (number, at) = ((int)parameters.Number("partition", partition, 0, int.MaxValue), parameters.Number("offset", offset, 0, long.MaxValue - 1));
        if (parameters.Problem is { } problem) return problem;
        var partitions = await log.PartitionsAsync(topics.Quarantine, cancellationToken);
        if (number >= partitions) return NoPartition(number, partitions);
        var (first, end) = await reader.BoundsAsync(topics.Quarantine, number, cancellationToken);
        var none = $"Partition {number} of the quarantine holds no offset {at}; it {(first < end ? $"holds {first} to {end - 1}" : "is empty")}.";
        if (at < first || at >= end) return Problem.NotFound(none);
        await foreach (var record in reader.ReadAsync(topics.Quarantine, number, at, at + 1, cancellationToken))
            return caller.Tenants.Contains(DeviceKey.Read(record.Key.Span).Tenant) ? Original(record) : Problem.Hidden(none);
        return Problem.NotFound(none);
    }

    private async Task<(List<QuarantinedRecord> Items, long Next)> TakeAsync(TenantScope tenants, int partition, long from, long end, int limit, CancellationToken cancellationToken)
    {
        var (items, looked, bytes) = (new List<QuarantinedRecord>(), 0, 0L);
        // To the end, since offsets may have holes; reading ends with the loop.
        await foreach (var record in reader.ReadAsync(topics.Quarantine, partition, from, end, cancellationToken))
        {
            var described = Describe(record);
            if (tenants.Contains(described.Tenant)) items.Add(described);
            (looked, bytes) = (looked + 1, bytes + record.Value.Length);
            if (items.Count == limit || looked == MostLooked || bytes >= MostLookedBytes) return (items, record.Offset + 1);
        }

        return (items, end);
    }

    // Never as the type that the device claimed: a browser must not run what somebody sent in.
    private static BytesAnswer Original(LogRecord record)
    {
        var headers = new Dictionary<string, string> { ["Content-Disposition"] = $"attachment; filename=\"{record.Partition}-{record.Offset}.bin\"" };
        foreach (var (name, source) in new[] { ("X-Reason-Code", LogHeaders.ReasonCode), ("X-Reason", LogHeaders.Reason), ("X-Refused-By", LogHeaders.RefusedBy), ("X-Original-Content-Type", LogHeaders.ContentType) })
        {
            if (record.Header(source) is { } value) headers[name] = HeaderText.Encode(value);
        }

        return new BytesAnswer(record.Value, "application/octet-stream", headers);
    }

    private static QuarantinedRecord Describe(LogRecord record)
    {
        var (tenant, device) = DeviceKey.Read(record.Key.Span);
        return new(
            record.Partition, record.Offset, record.Timestamp, tenant, device, record.Header(LogHeaders.Topic),
            record.Header(LogHeaders.RefusedBy), record.Header(LogHeaders.ReasonCode), record.Header(LogHeaders.Reason), record.Header(LogHeaders.Origin), record.Value.Length);
    }

    private static Problem NoPartition(int partition, int partitions) => Problem.NotFound($"The quarantine has partitions 0 to {partitions - 1}, not {partition}.");
}
