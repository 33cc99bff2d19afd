using ServerlessIot.Broker.Wire;

namespace ServerlessIot.Broker.Requests;

/// <summary>The cluster: this broker.</summary>
internal sealed class DescribeClusterHandler(ClusterInfo cluster) : RequestHandler(ApiKey.DescribeCluster, 0, 0, 0)
{
    public override ValueTask HandleAsync(Request request, WireWriter response, CancellationToken stopping)
    {
        response.Int32(0);
        response.Error(ErrorCode.None);
        response.String(null);
        response.String(cluster.ClusterId);
        response.Int32(ClusterInfo.BrokerId);
        response.ArrayLength(1);
        response.Int32(ClusterInfo.BrokerId);
        response.String(cluster.Host);
        response.Int32(cluster.Port);
        response.String(null);
        response.Tags();
        response.Int32(ClusterInfo.OperationsUnknown);
        response.Tags();
        return ValueTask.CompletedTask;
    }
}
