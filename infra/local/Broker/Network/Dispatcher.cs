using System.Buffers.Binary;
using ServerlessIot.Broker.Requests;
using ServerlessIot.Broker.Wire;

namespace ServerlessIot.Broker.Network;

/// <summary>Finds the handler of a request and frames its response.</summary>
internal sealed class Dispatcher
{
    // Only record batches are large. Lists are read into objects, so a list of millions of nothings must not get that far.
    private const int MaxOtherBytes = 2 * 1024 * 1024;
    private readonly Dictionary<ApiKey, RequestHandler> _handlers;

    public Dispatcher(IEnumerable<RequestHandler> handlers)
    {
        _handlers = handlers.ToDictionary(static handler => handler.Key);
        _handlers.Add(ApiKey.ApiVersions, new ApiVersionsHandler([.. _handlers.Values]));
    }

    /// <summary>Reads a request's header (versions 1 and 2).</summary>
    /// <exception cref="MalformedRequestException">An unknown kind or version, or a broken header.</exception>
    public Request Parse(Memory<byte> frame, string peer)
    {
        var span = frame.Span;
        var key = (ApiKey)BinaryPrimitives.ReadInt16BigEndian(span);
        var version = BinaryPrimitives.ReadInt16BigEndian(span[2..]);
        if (!_handlers.TryGetValue(key, out var handler))
            throw new MalformedRequestException($"unknown request kind {(short)key}");

        if (key != ApiKey.Produce && frame.Length > MaxOtherBytes)
            throw new MalformedRequestException($"{key} of {frame.Length} bytes, at most {MaxOtherBytes} are allowed");

        // A client that is newer than we are asks ApiVersions in a version of its own and expects version 0 back.
        var supported = version >= handler.Oldest && version <= handler.Newest;
        if (!supported && key != ApiKey.ApiVersions)
            throw new MalformedRequestException($"version {version} of {key}, known are {handler.Oldest} to {handler.Newest}");
        var flexible = supported && version >= handler.FlexibleFrom;
        var reader = new WireReader(span, 8, flexible);
        var clientId = supported ? reader.ClassicNullableString() ?? "" : "";
        if (supported)
            reader.Tags();
        return new Request
        {
            Key = key,
            Version = version,
            CorrelationId = BinaryPrimitives.ReadInt32BigEndian(span[4..]),
            ClientId = clientId,
            ClientHost = peer,
            Flexible = flexible,
            Frame = frame,
            BodyStart = reader.Position,
        };
    }

    public async ValueTask HandleAsync(Request request, WireWriter response, CancellationToken stopping)
    {
        // The answer to ApiVersions has the old header always: the client does not know yet what we speak.
        response.Start(request.CorrelationId, request.Flexible, request.Flexible && request.Key != ApiKey.ApiVersions);
        await _handlers[request.Key].HandleAsync(request, response, stopping);
        response.Finish();
    }
}
