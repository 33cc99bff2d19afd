using ServerlessIot.Broker.Groups;
using ServerlessIot.Broker.Wire;

namespace ServerlessIot.Broker.Requests;

/// <summary>Brings the leader's assignment to the members.</summary>
internal sealed class SyncGroupHandler(GroupCoordinator groups) : RequestHandler(ApiKey.SyncGroup, 0, 5, 4)
{
    public override async ValueTask HandleAsync(Request request, WireWriter response, CancellationToken stopping)
    {
        var version = request.Version;
        var result = await SyncAsync(request).WaitAsync(stopping);
        if (version >= 1)
            response.Int32(0);
        response.Error(result.Error);
        if (version >= 5)
        {
            response.String(result.ProtocolType);
            response.String(result.Protocol);
        }

        response.Bytes(result.Assignment);
        response.Tags();
    }

    private Task<SyncResult> SyncAsync(Request request)
    {
        var version = request.Version;
        var body = request.Body();
        var id = body.String();
        var generation = body.Int32();
        var member = body.String();
        var instance = version >= 3 ? body.NullableString() : null;
        var type = version >= 5 ? body.NullableString() : null;
        var protocol = version >= 5 ? body.NullableString() : null;
        var assignments = new Dictionary<string, byte[]>();
        for (var left = body.ArrayLength(); left > 0; left--)
        {
            assignments[body.String()] = body.Bytes().ToArray();
            body.Tags();
        }

        return groups.TryGet(id, out var group)
            ? group.SyncAsync(member, instance, generation, type, protocol, assignments)
            : Task.FromResult(new SyncResult(ErrorCode.UnknownMemberId, []));
    }
}
