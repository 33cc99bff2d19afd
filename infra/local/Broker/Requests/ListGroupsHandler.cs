using ServerlessIot.Broker.Groups;
using ServerlessIot.Broker.Wire;

namespace ServerlessIot.Broker.Requests;

/// <summary>All groups that have members or committed offsets.</summary>
internal sealed class ListGroupsHandler(GroupCoordinator groups, OffsetStore offsets) : RequestHandler(ApiKey.ListGroups, 0, 4, 3)
{
    public override ValueTask HandleAsync(Request request, WireWriter response, CancellationToken stopping)
    {
        var body = request.Body();
        var states = request.Version >= 4 ? body.NullableStringArray() ?? [] : [];
        var known = groups.All.Select(static group => group.Describe()).ToDictionary(static group => group.Id);
        foreach (var id in offsets.Groups)
            known.TryAdd(id, new GroupDescription(id, GroupState.Empty, "consumer", "", []));
        var listed = known.Values
            .Where(group => states.Length == 0 || states.Contains(group.State.ToString(), StringComparer.OrdinalIgnoreCase))
            .OrderBy(static group => group.Id, StringComparer.Ordinal)
            .ToArray();
        if (request.Version >= 1)
            response.Int32(0);
        response.Error(ErrorCode.None);
        response.ArrayLength(listed.Length);
        foreach (var group in listed)
        {
            response.String(group.Id);
            response.String(group.ProtocolType);
            if (request.Version >= 4)
                response.String(group.State.ToString());
            response.Tags();
        }

        response.Tags();
        return ValueTask.CompletedTask;
    }
}
