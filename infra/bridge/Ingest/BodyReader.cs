using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Bridge.Settings;

namespace ServerlessIot.Bridge.Ingest;

/// <summary>Reads bodies, gzip or not, never more than allowed: neither of one request nor of all together.</summary>
internal sealed class BodyReader(BridgeOptions options, TimeProvider time)
{
    /// <summary>How long a body may take as a whole; Kestrel's lowest rate holds besides.</summary>
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(30);

    private readonly InFlightBudget _budget = new(options.MaxInFlight, options.MaxInFlightBytes);
    private readonly BodyShares _shares = new(options.MaxInFlightBytes / 8);

    /// <summary>Bytes of bodies that are being read or wait for the log.</summary>
    public long Bytes => _budget.Bytes;

    /// <summary>Reads the body; what it costs is given back with the lease.</summary>
    /// <param name="context">The request.</param>
    /// <param name="device">Whose it is: <c>tenant/device</c>.</param>
    /// <param name="limit">Most bytes, as sent and after decompression.</param>
    /// <exception cref="Problem">It is too large, too slow, not gzip though it says so, or there is no room.</exception>
    public async Task<BodyLease> ReadAsync(HttpContext context, string device, int limit)
    {
        var zipped = IsZipped(context.Request);
        if (context.Request.ContentLength > limit)
            throw Problems.TooLarge($"the body has more than {limit} bytes");
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = limit;
        using var deadline = new CancellationTokenSource(Within, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, context.RequestAborted);
        var cost = (int)(context.Request.ContentLength ?? limit) + (zipped ? limit : 0);
        if (!_shares.TryTake(device, cost))
            throw Problems.TooMany();
        try
        {
            await _budget.TakeAsync(cost, either.Token);
        }
        catch (OperationCanceledException)
        {
            _shares.Return(device, cost);
            if (deadline.IsCancellationRequested)
                throw Problems.Busy();
            throw;
        }
        var lease = new BodyLease(() =>
        {
            _budget.Return(cost);
            _shares.Return(device, cost);
        });
        try
        {
            var body = await ReadAsync(context.Request.Body, limit, either.Token);
            lease.Body = zipped ? Gzip.Unpack(body, limit) : body;
            return lease;
        }
        catch (Exception e)
        {
            lease.Dispose();
            if (e is OperationCanceledException && deadline.IsCancellationRequested)
                throw Problems.Slow();
            throw;
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream body, int limit, CancellationToken cancellation)
    {
        var buffer = new ArrayBufferWriter<byte>();
        while (true)
        {
            var count = await body.ReadAsync(buffer.GetMemory(4_096), cancellation);
            if (count == 0)
                return buffer.WrittenMemory;
            buffer.Advance(count);
            if (buffer.WrittenCount > limit)
                throw Problems.TooLarge($"the body has more than {limit} bytes");
        }
    }

    private static bool IsZipped(HttpRequest request)
    {
        var encoding = request.Headers.ContentEncoding.ToString();
        return encoding.ToLowerInvariant() switch
        {
            "" or "identity" => false,
            "gzip" or "x-gzip" => true,
            _ => throw Problems.Encoding(encoding),
        };
    }
}
