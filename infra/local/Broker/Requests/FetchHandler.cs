using ServerlessIot.Broker.Storage;
using ServerlessIot.Broker.Topics;
using ServerlessIot.Broker.Wire;

namespace ServerlessIot.Broker.Requests;

/// <summary>Reads record batches; waits for the wanted number of bytes or the wanted time. Fetch sessions (KIP-227) are declined.</summary>
internal sealed class FetchHandler(TopicStore topics, BrokerOptions options) : RequestHandler(ApiKey.Fetch, 4, 13, 12)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    public override async ValueTask HandleAsync(Request request, WireWriter response, CancellationToken stopping)
    {
        var fetch = FetchRequest.Read(request, topics);
        if (fetch.SessionId != 0 && fetch.SessionEpoch > 0)
        {
            WriteHead(response, request.Version, ErrorCode.FetchSessionIdNotFound);
            response.ArrayLength(0);
            response.Tags();
            return;
        }

        var start = response.Length;
        var deadline = options.TimeProvider.GetTimestamp();
        var wait = TimeSpan.FromMilliseconds(Math.Clamp(fetch.MaxWaitMs, 0, (int)LongestWait.TotalMilliseconds));
        while (true)
        {
            fetch.Look();
            var (bytes, failed) = Write(fetch, request.Version, response);
            var left = wait - options.TimeProvider.GetElapsedTime(deadline);
            if (failed || bytes >= fetch.MinBytes || left <= TimeSpan.Zero || stopping.IsCancellationRequested)
                return;
            using var waiter = new AppendWaiter(fetch.MinBytes - bytes);
            fetch.Watch(waiter);
            await waiter.WaitAsync(left, options.TimeProvider, stopping);
            response.Rewind(start);
        }
    }

    private static void WriteHead(WireWriter response, short version, ErrorCode error)
    {
        response.Int32(0);
        if (version < 7)
            return;
        response.Error(error);
        response.Int32(0);
    }

    private (int Bytes, bool Failed) Write(FetchRequest fetch, short version, WireWriter response)
    {
        WriteHead(response, version, ErrorCode.None);
        var total = 0;
        var failed = false;
        var left = Math.Min(fetch.MaxBytes, options.MaxFetchBytes);
        response.ArrayLength(fetch.Topics.Length);
        foreach (var (name, id, partitions) in fetch.Topics)
        {
            if (version >= 13)
                response.Uuid(id);
            else
                response.String(name);
            response.ArrayLength(partitions.Length);
            foreach (var partition in partitions)
            {
                var error = Check(partition, byId: version >= 13);
                WritePartitionHead(partition, error, response, version);
                failed |= error != ErrorCode.None;
                var got = error == ErrorCode.None
                    ? partition.Log!.Read(partition.Offset, Math.Min(partition.MaxBytes, left - total), total == 0, response)
                    : NoRecords(response);
                total += got;
                response.Tags();
            }

            response.Tags();
        }

        response.Tags();
        return (total, failed);
    }

    private static ErrorCode Check(FetchPartition partition, bool byId)
    {
        if (partition.Log is not { IsClosed: false } log)
            return byId ? ErrorCode.UnknownTopicId : ErrorCode.UnknownTopicOrPartition;
        if (partition.LeaderEpoch > PartitionLog.LeaderEpoch)
            return ErrorCode.UnknownLeaderEpoch;
        return partition.Offset < log.StartOffset || partition.Offset > log.EndOffset ? ErrorCode.OffsetOutOfRange : ErrorCode.None;
    }

    private static void WritePartitionHead(FetchPartition partition, ErrorCode error, WireWriter response, short version)
    {
        var end = error == ErrorCode.None ? partition.Log!.EndOffset : -1;
        response.Int32(partition.Index);
        response.Error(error);
        response.Int64(end);
        response.Int64(end);
        if (version >= 5)
            response.Int64(error == ErrorCode.None ? partition.Log!.StartOffset : -1);
        response.ArrayLength(-1);
        if (version >= 11)
            response.Int32(-1);
    }

    private static int NoRecords(WireWriter response)
    {
        response.BytesLength(0);
        return 0;
    }
}
