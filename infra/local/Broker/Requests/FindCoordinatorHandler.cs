using ServerlessIot.Broker.Wire;

namespace ServerlessIot.Broker.Requests;

/// <summary>Every group's coordinator is this broker.</summary>
internal sealed class FindCoordinatorHandler(ClusterInfo cluster) : RequestHandler(ApiKey.FindCoordinator, 0, 4, 3)
{
    private const byte Groups = 0;

    public override ValueTask HandleAsync(Request request, WireWriter response, CancellationToken stopping)
    {
        var version = request.Version;
        var body = request.Body();
        if (version >= 1)
            response.Int32(0);
        if (version >= 4)
        {
            WriteAll(body.Byte() == Groups, body.NullableStringArray() ?? [], response);
            return ValueTask.CompletedTask;
        }

        body.String();
        var isGroup = version < 1 || body.Byte() == Groups;
        WriteError(isGroup, response, withMessage: version >= 1);
        WriteNode(isGroup, response);
        response.Tags();
        return ValueTask.CompletedTask;
    }

    private void WriteAll(bool areGroups, string[] keys, WireWriter response)
    {
        response.ArrayLength(keys.Length);
        foreach (var key in keys)
        {
            response.String(key);
            WriteNode(areGroups, response);
            WriteError(areGroups, response, withMessage: true);
            response.Tags();
        }

        response.Tags();
    }

    private static void WriteError(bool isGroup, WireWriter response, bool withMessage)
    {
        response.Error(isGroup ? ErrorCode.None : ErrorCode.CoordinatorNotAvailable);
        if (withMessage)
            response.String(isGroup ? null : "transactions are not offered");
    }

    private void WriteNode(bool isGroup, WireWriter response)
    {
        response.Int32(isGroup ? ClusterInfo.BrokerId : -1);
        response.String(isGroup ? cluster.Host : "");
        response.Int32(isGroup ? cluster.Port : -1);
    }
}
