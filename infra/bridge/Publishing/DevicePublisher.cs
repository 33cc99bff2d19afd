using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Confluent.Kafka;
using ServerlessIot.Bridge.Access;
using ServerlessIot.Bridge.Access.Audit;
using ServerlessIot.Bridge.Edge;
using ServerlessIot.Bridge.Health;
using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Bridge.Mqtt.Connecting;
using ServerlessIot.Bridge.Mqtt.Delivering;
using ServerlessIot.Bridge.Mqtt.Formatter;
using ServerlessIot.Bridge.Mqtt.Packets;
using ServerlessIot.Bridge.Mqtt.Publishing;

namespace ServerlessIot.Bridge.Publishing;

/// <summary>From a topic and a payload to the log's answer, for protocols that ask and wait: HTTP, CoAP and subscriptions.</summary>
internal sealed class DevicePublisher(BridgeServices services)
{
    /// <summary>Longest topic in bytes of UTF-8.</summary>
    public const int MaxTopicBytes = 1_024;

    /// <summary>Routes remembered; then all are forgotten. With the longest topics and headers some 30 MB, as a rule one.</summary>
    private const int MostRoutes = 4_096;

    private readonly ConcurrentDictionary<(DeviceIdentity, string Topic, string Replying), CachedRoute> _routes = [];

    /// <summary>Decides where a topic leads and whether it is <paramref name="identity"/>'s own. A refusal is counted.</summary>
    /// <param name="identity">Who publishes.</param>
    /// <param name="client">Their name in the log.</param>
    /// <param name="topic">As MQTT has it, without a leading slash.</param>
    /// <param name="address">Where they are; null when unknown.</param>
    /// <param name="replying">The device that may reply to its commands here; null where no commands are heard.</param>
    public TopicDecision Decide(DeviceIdentity identity, string client, string topic, IPAddress? address, string? replying = null)
    {
        if (!IsName(topic))
            return Refuse(identity, client, "", TopicRefusal.Invalid, "the topic is empty, too long, or has wildcards or control characters in it");
        if (Find(identity, topic, replying ?? "") is not { } route)
            return Refuse(identity, client, topic, TopicRefusal.Unknown, "the topic map does not know the topic");
        if (route.IsReply && replying is null)
            return Refuse(identity, client, topic, TopicRefusal.Unknown, "replies to commands are taken over MQTT and CoAP only");
        if (route.Foreign)
        {
            services.Access.Tell(AuditKind.Foreign, identity.Name, address, topic);
            return Refuse(identity, client, topic, TopicRefusal.Foreign, "the topic is another device's");
        }
        return route.Elsewhere is { } region
            ? Refuse(identity, client, topic, TopicRefusal.Elsewhere, $"the tenant is bound to region {region}") with { Region = region }
            : new TopicDecision(route, null, "") { Identity = identity, Level = services.Access.LevelOf(identity, address) };
    }

    /// <summary>Counts a request against the limits of its device and tenant, before anything of it is taken; otherwise says how long to wait.</summary>
    public TimeSpan Charge(TopicDecision to, int messages, int bytes)
    {
        var wait = services.Requests.Take(to.Identity!, to.Route!.Key, to.Level, messages, bytes);
        if (wait > TimeSpan.Zero)
            services.Metrics.MessageRefused("limit");
        return wait;
    }

    /// <summary>Puts one message on its way to the log.</summary>
    /// <param name="route">Allowed by <see cref="Decide"/>.</param>
    /// <param name="payload">At most <see cref="Settings.BridgeOptions.MaxPacketSize"/> bytes; not copied.</param>
    /// <param name="extra">Headers of the message's own; may be null.</param>
    /// <param name="door">Way by which it came.</param>
    /// <param name="patience">Ends the wait for room among what is in flight.</param>
    /// <param name="asked">The priority that the message asks for, where the topic map says none.</param>
    /// <returns>The log's answer to come; null when there was no room in time, or the bridge ends, and then nothing was sent.</returns>
    public async ValueTask<Task<RecordOutcome>?> SubmitAsync(
        CachedRoute route, byte[] payload, List<Header>? extra, Door door, CancellationToken patience, UplinkPriority asked = UplinkPriority.Medium)
    {
        if (!services.Submissions.TryEnter())
            return null;
        try
        {
            return await SubmitInsideAsync(route, payload, extra, door, asked, patience);
        }
        finally
        {
            services.Submissions.Leave();
        }
    }

    private async ValueTask<Task<RecordOutcome>?> SubmitInsideAsync(CachedRoute route, byte[] payload, List<Header>? extra, Door door, UplinkPriority asked, CancellationToken patience)
    {
        services.Metrics.MessageReceived(1, payload.Length, door);
        var size = payload.Length + InFlightRecord.Overhead;
        if (!services.Budget.TryTake(size) && (patience.IsCancellationRequested || !await TakeAsync(size, patience)))
        {
            services.Metrics.MessageRefused("busy");
            return null;
        }
        var trace = services.Traces.Begin(ref extra);
        var owner = new AwaitedRecord(services);
        if (route.IsReply)
            ReplyHeaders.Correlate(PacketProperties.None, route, payload, ref extra);
        var message = services.Records.Create(route.Key, route.Headers, payload, route.IsReply ? ReplyHeaders.Type : RecordFactory.Telemetry, extra);
        var topic = route.IsReply ? services.Options.RepliesTopic : route.KafkaTopic;
        services.Log.Submit(new InFlightRecord(message, size, services.Time.GetTimestamp(), owner, 0, 1) { Trace = trace, Topic = topic, Priority = route.Priority ?? asked });
        return owner.Outcome;
    }

    /// <summary>Requests of one device come one after another, and each would make its key and headers anew.</summary>
    private CachedRoute? Find(DeviceIdentity identity, string topic, string replying)
    {
        if (_routes.TryGetValue((identity, topic, replying), out var known))
            return known;
        var cache = new RouteCache(services.TopicMap, services.Options.Regions, identity, identity.Tenant ?? services.Options.DefaultTenant, replying);
        // What leads nowhere is not remembered: it must not drive out what does.
        if (cache.Find(Encoding.UTF8.GetBytes(topic)) is not { } route)
            return null;
        if (_routes.Count >= MostRoutes)
            _routes.Clear();
        return _routes.GetOrAdd((identity, topic, replying), route);
    }

    private async Task<bool> TakeAsync(int size, CancellationToken patience)
    {
        try
        {
            await services.Budget.TakeAsync(size, patience);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private TopicDecision Refuse(DeviceIdentity identity, string client, string topic, TopicRefusal refusal, string text)
    {
        // Where a tenant is at home is not its devices' doing.
        if (refusal != TopicRefusal.Elsewhere)
            services.Access.Odd(identity);
        services.Metrics.MessageRefused(refusal switch
        {
            TopicRefusal.Foreign => "access",
            TopicRefusal.Elsewhere => "region",
            _ => "topic",
        });
        BridgeLog.MessageRefused(services.Logger, client, topic, text);
        return new TopicDecision(null, refusal, text);
    }

    private static bool IsName(string topic) =>
        TopicRules.IsName(topic) && !topic.Contains('\uFFFD') && Encoding.UTF8.GetByteCount(topic) <= MaxTopicBytes;
}
