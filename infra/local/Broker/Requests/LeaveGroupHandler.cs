using ServerlessIot.Broker.Groups;
using ServerlessIot.Broker.Wire;

namespace ServerlessIot.Broker.Requests;

/// <summary>Takes members out of a group.</summary>
internal sealed class LeaveGroupHandler(GroupCoordinator groups) : RequestHandler(ApiKey.LeaveGroup, 0, 4, 4)
{
    public override ValueTask HandleAsync(Request request, WireWriter response, CancellationToken stopping)
    {
        var version = request.Version;
        var body = request.Body();
        groups.TryGet(body.String(), out var group);
        if (version >= 1)
            response.Int32(0);
        if (version < 3)
        {
            response.Error(group?.Leave(body.String(), null) ?? ErrorCode.UnknownMemberId);
            return ValueTask.CompletedTask;
        }

        var members = Math.Max(0, body.ArrayLength());
        response.Error(ErrorCode.None);
        response.ArrayLength(members);
        for (; members > 0; members--)
        {
            var member = body.String();
            var instance = body.NullableString();
            body.Tags();
            response.String(member);
            response.String(instance);
            response.Error(group?.Leave(member, instance) ?? ErrorCode.UnknownMemberId);
            response.Tags();
        }

        response.Tags();
        return ValueTask.CompletedTask;
    }
}
