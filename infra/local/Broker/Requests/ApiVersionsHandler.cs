using ServerlessIot.Broker.Wire;

namespace ServerlessIot.Broker.Requests;

/// <summary>Tells a client which requests the broker speaks in which versions.</summary>
internal sealed class ApiVersionsHandler(IReadOnlyCollection<RequestHandler> others) : RequestHandler(ApiKey.ApiVersions, 0, 3, 3)
{
    public override ValueTask HandleAsync(Request request, WireWriter response, CancellationToken stopping)
    {
        var supported = request.Version >= Oldest && request.Version <= Newest;
        var version = supported ? request.Version : 0;
        response.Error(supported ? ErrorCode.None : ErrorCode.UnsupportedVersion);
        response.ArrayLength(others.Count + 1);
        foreach (var handler in others.Append(this).OrderBy(static handler => handler.Key))
        {
            response.Int16((short)handler.Key);
            response.Int16(handler.Oldest);
            response.Int16(handler.Newest);
            response.Tags();
        }

        if (version >= 1)
            response.Int32(0);
        response.Tags();
        return ValueTask.CompletedTask;
    }
}
