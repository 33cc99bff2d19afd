using System.Text;
using ServerlessIot.Bridge.Access;
using ServerlessIot.Bridge.Access.Audit;
using ServerlessIot.Bridge.Access.Risk;
using ServerlessIot.Bridge.Coap.Blocks;
using ServerlessIot.Bridge.Coap.Formatter;
using ServerlessIot.Bridge.Mqtt.Connecting;
using ServerlessIot.Bridge.Mqtt.Subscribing;

namespace ServerlessIot.Bridge.Coap.Commanding;

/// <summary><c>/commands/{device}</c>: GET with Observe 0 hears commands from now on, with Observe 1 no more; without it, and with Block2, fetches the rest of one.</summary>
internal sealed class CommandResource(BridgeServices services, CommandObservers observers)
{
    /// <summary>Whether a request is for commands.</summary>
    public static bool IsMeant(CoapRequest request) => CommandTopics.IsOne(request.Topic);

    /// <summary>Answers somebody who was let in. Only the device itself, and who speaks for it, hears its commands.</summary>
    public CoapReply Answer(CoapRequest request, AccessPass pass)
    {
        var identity = pass.Identity;
        var tenant = identity.Tenant ?? services.Options.DefaultTenant;
        if (request.Message.Code != CoapCode.Get)
            return CoapReply.Of(CoapCode.MethodNotAllowed);
        if (request.Topic.Split('/') is not [_, var device] || DeviceNames.Of(tenant, device) is null)
            return CoapReply.Of(CoapCode.NotFound, "commands/{device}");
        if (!identity.Owns(tenant, device))
        {
            services.Access.Tell(AuditKind.Foreign, identity.Name, request.Peer.Address, request.Topic);
            return Refuse(request, CoapCode.Forbidden, "access", "the commands are another device's");
        }
        var level = services.Access.LevelOf(identity, request.Peer.Address);
        if (level == AccessLevel.Minimal)
            return Refuse(request, CoapCode.Forbidden, "access", "not at this device's risk");
        if (!services.Options.Regions.Allow(tenant))
            return Refuse(request, CoapCode.Forbidden, "region", $"the tenant is bound to region {services.Options.Regions.RegionOf(tenant)}");
        switch (request.Message.Number(CoapOption.Observe))
        {
            case 0:
                return TooMany() ?? observers.Answer(request.Peer, request.Message.Token, $"{tenant}/{device}", pass, request.Block2?.SizeExponent ?? BlockOption.Largest)
                    ?? CoapReply.Of(CoapCode.ServiceUnavailable, "too many observe, or the answer to an earlier request waits for its acknowledgement").With(CoapOption.MaxAge, 10);
            case null when request.Block2 is { } block:
                return TooMany() ?? observers.Block(request.Peer, $"{tenant}/{device}", block);
            case null:
                return CoapReply.Of(CoapCode.BadRequest, "commands are observed: Observe 0");
            default:
                observers.Remove(request.Peer, request.Message.Token, $"{tenant}/{device}");
                return CoapReply.Of(CoapCode.Content);
        }

        CoapReply? TooMany()
        {
            if (services.Requests.Take(identity, Encoding.UTF8.GetBytes($"{tenant}/{device}"), level, 1, 0) is not { Ticks: > 0 } wait)
                return null;
            services.Metrics.MessageRefused("limit");
            return CoapReply.Of(CoapCode.TooManyRequests).With(CoapOption.MaxAge, (uint)Math.Ceiling(wait.TotalSeconds));
        }
    }

    private CoapReply Refuse(CoapRequest request, CoapCode code, string label, string text)
    {
        services.Metrics.MessageRefused(label);
        BridgeLog.RequestRefused(services.Logger, "CoAP", request.Peer.ToString(), text);
        return CoapReply.Of(code, text);
    }
}
