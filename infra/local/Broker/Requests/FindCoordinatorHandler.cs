using ServerlessIot.Broker.Wire;

namespace ServerlessIot.Broker.Requests;

/// <summary>Every group's coordinator is this broker.</summary>
internal sealed class FindCoordinatorHandler(ClusterInfo cluster) : RequestHandler(ApiKey.FindCoordinator, 0, 3, 3)
{
    private const byte Groups = 0;

    public override ValueTask HandleAsync(Request request, WireWriter response, CancellationToken stopping)
    {
        var body = request.Body();
        body.String();
        var isGroup = request.Version < 1 || body.Byte() == Groups;
        if (request.Version >= 1)
            response.Int32(0);
        response.Error(isGroup ? ErrorCode.None : ErrorCode.CoordinatorNotAvailable);
        if (request.Version >= 1)
            response.String(isGroup ? null : "transactions are not offered");
        response.Int32(isGroup ? ClusterInfo.BrokerId : -1);
        response.String(isGroup ? cluster.Host : "");
        response.Int32(isGroup ? cluster.Port : -1);
        response.Tags();
        return ValueTask.CompletedTask;
    }
}
