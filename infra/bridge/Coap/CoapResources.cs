using Confluent.Kafka;
using ServerlessIot.Bridge.Access;
using ServerlessIot.Bridge.Access.Risk;
using ServerlessIot.Bridge.Coap.Blocks;
using ServerlessIot.Bridge.Coap.Commanding;
using ServerlessIot.Bridge.Coap.Formatter;
using ServerlessIot.Bridge.Coap.Observing;
using ServerlessIot.Bridge.Health;
using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Bridge.LastValues;
using ServerlessIot.Bridge.Mqtt.Connecting;
using ServerlessIot.Bridge.Mqtt.Delivering;
using ServerlessIot.Bridge.Mqtt.Publishing;
using ServerlessIot.Bridge.Publishing;
using ServerlessIot.Domain.Log;

namespace ServerlessIot.Bridge.Coap;

/// <summary>What requests mean: POST and PUT publish, GET shows the device's last value and observes it, or its commands.</summary>
internal sealed class CoapResources(BridgeServices services, LastValueCache values, BlockTransfers blocks, Observers observers, CommandResource commands)
{
    /// <summary>Seconds after which trying again makes sense.</summary>
    private const uint RetryAfter = 5;

    // A datagram waits for nothing but the log: what finds no room is sent again by its device.
    private static readonly CancellationToken NoPatience = new(canceled: true);

    private readonly DevicePublisher _publisher = new(services);

    /// <summary>Answers a request; completes when the log has acknowledged what it brought. Does not throw.</summary>
    public async Task<CoapReply> AnswerAsync(CoapRequest request)
    {
        try
        {
            if (request.Message.Code is not (CoapCode.Get or CoapCode.Post or CoapCode.Put))
                return CoapReply.Of(CoapCode.MethodNotAllowed);
            if (Admit(request, out var pass) is { } refusal)
                return refusal;
            if (CommandResource.IsMeant(request))
                return commands.Answer(request, pass!);
            if (Lead(request, pass!.Identity, out var to) is { } nowhere)
                return nowhere;
            if (to.Level == AccessLevel.Minimal && (request.Message.Code == CoapCode.Get || to.Route!.IsReply))
                return CoapReply.Of(CoapCode.Forbidden, "not at this device's risk");
            if (request.Message.Code != CoapCode.Get)
                return await PublishAsync(request, to);
            return to.Route!.IsReply ? CoapReply.Of(CoapCode.MethodNotAllowed) : Show(request, to.Route, pass);
        }
        catch (Exception e)
        {
            BridgeLog.RequestFailed(services.Logger, e, "CoAP", request.Peer.ToString());
            return CoapReply.Of(CoapCode.InternalServerError);
        }
    }

    private CoapReply? Admit(CoapRequest request, out AccessPass? pass)
    {
        var decision = services.Access.Admit(new Credentials { Password = request.Password, Remote = request.Peer.Address, RemoteIsProven = false });
        pass = decision.Pass;
        if (pass is not null)
            return null;
        services.Metrics.MessageRefused("credentials");
        BridgeLog.RequestRefused(services.Logger, "CoAP", request.Peer.ToString(), decision.Refusal!.Text);
        return CoapReply.Of(decision.Refusal.Kind == RefusalKind.Banned ? CoapCode.Forbidden : CoapCode.Unauthorized, decision.Refusal.Text);
    }

    private CoapReply? Lead(CoapRequest request, DeviceIdentity identity, out TopicDecision to)
    {
        // Whoever is let in as no device in particular is the one that it replies for.
        var replying = identity.Device ?? (ReplyTopics.TryRead(request.Topic, out var device, out _) ? device : null);
        to = _publisher.Decide(identity, identity.Device ?? request.Peer.ToString(), request.Topic, request.Peer.Address, replying);
        return to.Refusal switch
        {
            null => null,
            TopicRefusal.Unknown => CoapReply.Of(CoapCode.NotFound, to.Text),
            TopicRefusal.Invalid => CoapReply.Of(CoapCode.BadRequest, to.Text),
            _ => CoapReply.Of(CoapCode.Forbidden, to.Text),
        };
    }

    private async Task<CoapReply> PublishAsync(CoapRequest request, TopicDecision to)
    {
        var payload = request.Message.Payload;
        if (payload.Length > services.Options.MaxPacketSize)
            return TooLarge();
        if (request.Block1 is { } block)
        {
            var outcome = blocks.Take(request.Peer, $"{request.Message.Code} {request.Topic}", block, payload, out payload);
            if (outcome != BlockOutcome.Complete)
                return Of(outcome, block);
        }
        var reply = _publisher.Charge(to, 1, payload.Length) is { Ticks: > 0 } wait
            ? CoapReply.Of(CoapCode.TooManyRequests).With(CoapOption.MaxAge, (uint)Math.Ceiling(wait.TotalSeconds))
            : await StoreAsync(to.Route!, payload, Headers(request.Message));
        return request.Block1 is { } last ? reply.With(CoapOption.Block1, last.Value) : reply;
    }

    private async Task<CoapReply> StoreAsync(CachedRoute route, byte[] payload, List<Header>? headers)
    {
        if (await _publisher.SubmitAsync(route, payload, headers, Door.Coap, NoPatience) is not { } outcome)
            return CoapReply.Of(CoapCode.ServiceUnavailable, "busy").With(CoapOption.MaxAge, RetryAfter);
        try
        {
            return await outcome.WaitAsync(services.Options.AnswerTimeout, services.Time) switch
            {
                RecordOutcome.Stored => CoapReply.Of(CoapCode.Changed),
                RecordOutcome.Refused => TooLarge(),
                _ => CoapReply.Of(CoapCode.ServiceUnavailable, "not stored").With(CoapOption.MaxAge, RetryAfter),
            };
        }
        catch (TimeoutException)
        {
            return CoapReply.Of(CoapCode.ServiceUnavailable, "not stored yet").With(CoapOption.MaxAge, RetryAfter);
        }
    }

    private CoapReply Show(CoapRequest request, CachedRoute route, AccessPass pass)
    {
        var key = System.Text.Encoding.UTF8.GetString(route.Key);
        var observe = request.Message.Number(CoapOption.Observe);
        if (observe is not null and not 0)
            observers.Remove(request.Peer, request.Message.Token);
        if (values.Find(key) is not { } value)
            return CoapReply.Of(CoapCode.NotFound, "nothing was heard of it");
        if (request.Message.Number(CoapOption.Accept) is { } accept && accept != ContentFormats.NumberOf(value.ContentType))
            return CoapReply.Of(CoapCode.NotAcceptable);
        var sequence = observe == 0 && (request.Block2?.Number ?? 0) == 0 ? observers.Add(request.Peer, request.Message.Token, key, request.Bound, pass) : null;
        return Representation.Of(value, request.Block2, request.Message.Token.Length, request.Bound, sequence);
    }

    private CoapReply Of(BlockOutcome outcome, BlockOption block) => outcome switch
    {
        BlockOutcome.Continue => CoapReply.Of(CoapCode.Continue).With(CoapOption.Block1, block.Value),
        BlockOutcome.Incomplete => CoapReply.Of(CoapCode.RequestEntityIncomplete, "begin again with block 0"),
        BlockOutcome.TooLarge => TooLarge(),
        BlockOutcome.Busy => CoapReply.Of(CoapCode.ServiceUnavailable, "busy").With(CoapOption.MaxAge, RetryAfter),
        _ => CoapReply.Of(CoapCode.BadRequest, "the block's length is not what it says"),
    };

    private CoapReply TooLarge() => CoapReply.Of(CoapCode.RequestEntityTooLarge).With(CoapOption.Size1, (uint)services.Options.MaxPacketSize);

    private static List<Header>? Headers(CoapMessage message) =>
        message.Number(CoapOption.ContentFormat) is { } format && ContentFormats.TypeOf(format) is { } type ? [RecordFactory.Text(LogHeaders.ContentType, type)] : null;
}
