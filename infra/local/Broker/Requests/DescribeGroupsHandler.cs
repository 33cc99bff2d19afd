using ServerlessIot.Broker.Groups;
using ServerlessIot.Broker.Wire;

namespace ServerlessIot.Broker.Requests;

/// <summary>State and members of groups.</summary>
internal sealed class DescribeGroupsHandler(GroupCoordinator groups, OffsetStore offsets) : RequestHandler(ApiKey.DescribeGroups, 0, 5, 5)
{
    public override ValueTask HandleAsync(Request request, WireWriter response, CancellationToken stopping)
    {
        var version = request.Version;
        var body = request.Body();
        var asked = body.NullableStringArray() ?? [];
        if (version >= 1)
            response.Int32(0);
        response.ArrayLength(asked.Length);
        foreach (var id in asked)
        {
            var group = groups.TryGet(id, out var found) ? found.Describe() : null;
            var state = group?.State.ToString() ?? (offsets.GetAll(id).Length > 0 ? nameof(GroupState.Empty) : "Dead");
            response.Error(ErrorCode.None);
            response.String(id);
            response.String(state);
            response.String(group?.ProtocolType ?? "");
            response.String(group?.Protocol ?? "");
            WriteMembers(group?.Members ?? [], response, version);
            if (version >= 3)
                response.Int32(ClusterInfo.OperationsUnknown);
            response.Tags();
        }

        response.Tags();
        return ValueTask.CompletedTask;
    }

    private static void WriteMembers(MemberDescription[] members, WireWriter response, short version)
    {
        response.ArrayLength(members.Length);
        foreach (var member in members)
        {
            response.String(member.Id);
            if (version >= 4)
                response.String(member.InstanceId);
            response.String(member.ClientId);
            response.String(member.ClientHost);
            response.Bytes(member.Metadata);
            response.Bytes(member.Assignment);
            response.Tags();
        }
    }
}
