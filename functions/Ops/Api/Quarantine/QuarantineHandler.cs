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

    /// <summary>A page of one partition's refused records, in the order they came.</summary>
    public async Task<IActionResult> ListAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var parameters = new Parameters(request);
        var partition = (int)parameters.Number("partition", 0, 0, int.MaxValue);
        var (from, limit) = (parameters.Number("from", 0, 0, long.MaxValue), parameters.Limit(DefaultLimit, MostLimit));
        if (parameters.Problem is { } problem) return problem;
        var partitions = await log.PartitionsAsync(topics.Quarantine, cancellationToken);
        if (partition >= partitions) return NoPartition(partition, partitions);
        var (first, end) = await reader.BoundsAsync(topics.Quarantine, partition, cancellationToken);
        List<QuarantinedRecord> items = [];
        for (var at = Math.Max(from, first); at < end && items.Count < limit;)
        {
            // Offsets may have holes, so a range can hold fewer records than it is long.
            var to = Math.Min(end, at + limit - items.Count);
            await foreach (var record in reader.ReadAsync(topics.Quarantine, partition, at, to, cancellationToken)) items.Add(Describe(record));
            at = to;
        }

        var next = items.Count == limit && items[^1].Offset + 1 < end ? items[^1].Offset + 1 : (long?)null;
        return new JsonAnswer<QuarantinePage>(new(partition, partitions, first, end, items, next), ApiJson.Readable.QuarantinePage);
    }

    /// <summary>The original bytes of one refused record, with the reason in headers (percent-encoded where they are not ASCII).</summary>
    public async Task<IActionResult> GetAsync(HttpRequest request, string partition, string offset, CancellationToken cancellationToken)
    {
        var parameters = new Parameters(request);
        var (number, at) = ((int)parameters.Number("partition", partition, 0, int.MaxValue), parameters.Number("offset", offset, 0, long.MaxValue - 1));
        if (parameters.Problem is { } problem) return problem;
        var partitions = await log.PartitionsAsync(topics.Quarantine, cancellationToken);
        if (number >= partitions) return NoPartition(number, partitions);
        var (first, end) = await reader.BoundsAsync(topics.Quarantine, number, cancellationToken);
        if (at >= first && at < end)
        {
            await foreach (var record in reader.ReadAsync(topics.Quarantine, number, at, at + 1, cancellationToken)) return Original(record);
        }

        return Problem.NotFound($"Partition {number} of the quarantine holds no offset {at}; it {(first < end ? $"holds {first} to {end - 1}" : "is empty")}.");
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
