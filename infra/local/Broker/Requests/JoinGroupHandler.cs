using ServerlessIot.Broker.Groups;
using ServerlessIot.Broker.Wire;

namespace ServerlessIot.Broker.Requests;

/// <summary>Lets a consumer into a group; answered when all members have joined.</summary>
internal sealed class JoinGroupHandler(GroupCoordinator groups) : RequestHandler(ApiKey.JoinGroup, 0, 7, 6)
{
    public override async ValueTask HandleAsync(Request request, WireWriter response, CancellationToken stopping)
    {
        var version = request.Version;
        var (group, join) = Read(request);
        var result = group.Length == 0
            ? new JoinResult(ErrorCode.InvalidGroupId, join.MemberId)
            : await groups.GetOrAdd(group).JoinAsync(join).WaitAsync(stopping);
        if (version >= 2)
            response.Int32(0);
        response.Error(result.Error);
        response.Int32(result.Generation);
        if (version >= 7)
            response.String(result.ProtocolType);
        response.String(result.Protocol ?? (version >= 7 ? null : ""));
        response.String(result.Leader);
        response.String(result.MemberId);
        var members = result.Members ?? [];
        response.ArrayLength(members.Length);
        foreach (var member in members)
        {
            response.String(member.Id);
            if (version >= 5)
                response.String(member.InstanceId);
            response.Bytes(member.Metadata);
            response.Tags();
        }

        response.Tags();
    }

    private static (string Group, JoinRequest Join) Read(Request request)
    {
        var version = request.Version;
        var body = request.Body();
        var group = body.String();
        var session = body.Int32();
        var rebalance = version >= 1 ? body.Int32() : session;
        var member = body.String();
        var instance = version >= 5 ? body.NullableString() : null;
        var type = body.String();
        var protocols = new (string, byte[])[Math.Max(0, body.ArrayLength())];
        for (var i = 0; i < protocols.Length; i++)
        {
            protocols[i] = (body.String(), body.Bytes().ToArray());
            body.Tags();
        }

        return (group, new JoinRequest(
            member, instance, request.ClientId, request.ClientHost, TimeSpan.FromMilliseconds(session), TimeSpan.FromMilliseconds(rebalance),
            type, protocols, NeedsKnownId: version >= 4));
    }
}
