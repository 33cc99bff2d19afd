using ServerlessIot.Broker.Groups;
using ServerlessIot.Broker.Wire;

namespace ServerlessIot.Broker.Requests;

/// <summary>Forgets groups without members, with their committed offsets.</summary>
internal sealed class DeleteGroupsHandler(GroupCoordinator groups, OffsetStore offsets) : RequestHandler(ApiKey.DeleteGroups, 0, 2, 2)
{
    public override ValueTask HandleAsync(Request request, WireWriter response, CancellationToken stopping)
    {
        var body = request.Body();
        var asked = body.NullableStringArray() ?? [];
        response.Int32(0);
        response.ArrayLength(asked.Length);
        foreach (var id in asked)
        {
            response.String(id);
            response.Error(Delete(id));
            response.Tags();
        }

        response.Tags();
        return ValueTask.CompletedTask;
    }

    private ErrorCode Delete(string id)
    {
        var known = groups.TryGet(id, out var group);
        if (known && !group!.IsEmpty)
            return ErrorCode.NonEmptyGroup;
        groups.Remove(id);
        return offsets.RemoveGroup(id) || known ? ErrorCode.None : ErrorCode.GroupIdNotFound;
    }
}
