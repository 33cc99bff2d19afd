using ServerlessIot.Broker.Groups;
using ServerlessIot.Broker.Wire;

namespace ServerlessIot.Broker.Requests;

/// <summary>A member's sign of life; the answer tells it when to join again.</summary>
internal sealed class HeartbeatHandler(GroupCoordinator groups) : RequestHandler(ApiKey.Heartbeat, 0, 4, 4)
{
    public override ValueTask HandleAsync(Request request, WireWriter response, CancellationToken stopping)
    {
        var body = request.Body();
        var id = body.String();
        var generation = body.Int32();
        var member = body.String();
        var instance = request.Version >= 3 ? body.NullableString() : null;
        if (request.Version >= 1)
            response.Int32(0);
        response.Error(groups.TryGet(id, out var group) ? group.Heartbeat(member, instance, generation) : ErrorCode.UnknownMemberId);
        response.Tags();
        return ValueTask.CompletedTask;
    }
}
