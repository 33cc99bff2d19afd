using System.Buffers;
using System.Text;
using ServerlessIot.Bridge.Access.Audit;
using ServerlessIot.Bridge.Access.Limits;
using ServerlessIot.Bridge.Access.Risk;
using ServerlessIot.Bridge.Edge;
using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Bridge.Mqtt.Delivering;
using ServerlessIot.Bridge.Mqtt.Formatter;
using ServerlessIot.Bridge.Mqtt.Packets;
using ServerlessIot.Bridge.Mqtt.Publishing;
using ServerlessIot.Bridge.Publishing;

namespace ServerlessIot.Bridge.Mqtt.Connecting;

/// <summary>PUBLISH and PUBREL: MQTT 5.0, 3.3, 3.6 and 4.3. Nothing is acknowledged before the log has it.</summary>
internal sealed partial class MqttConnection : IRecordOwner
{
    private const string TopicTooLong = "the topic is longer than 1,024 bytes"; // DevicePublisher.MaxTopicBytes
    private readonly TopicAliases _aliases;
    private volatile LevelRate? _deviceRate; // the timer changes it with the level
    private RateLimit? _tenantRate;
    private RouteCache _routes = null!; // made by CONNECT, before which nothing is published

    /// <summary>Called by the producer's thread.</summary>
    public void Settled(InFlightRecord record)
    {
        _services.Budget.Return(record.Size);
        if (record.Outcome == RecordOutcome.Stored)
            _services.LastValues?.Keep(record.Message);
        else
            _services.Metrics.MessageRefused(record.Outcome.Reason());
        if (record.QoS == 0)
            _budget.Return(record.Size);
        else
            _output.Signal();
    }

    private ValueTask PublishAsync(byte firstByte, in ReadOnlySequence<byte> body)
    {
        var size = (int)body.Length + InFlightRecord.Overhead;
        if (!_budget.TryTake(size))
            return PublishLaterAsync(firstByte, body, size, hasOwn: false);
        if (!_services.Budget.TryTake(size))
            return PublishLaterAsync(firstByte, body, size, hasOwn: true);
        Publish(firstByte, body, size);
        return _deviceRate is null && _tenantRate is null ? default : RestAsync((int)body.Length);
    }

    /// <summary>Over its limits a device is read more slowly: what it sends stays with it, and nothing is lost.</summary>
    private async ValueTask RestAsync(int bytes)
    {
        var own = _deviceRate?.Take(bytes) ?? TimeSpan.Zero;
        var shared = _tenantRate?.Take(bytes) ?? TimeSpan.Zero;
        var wait = own > shared ? own : shared;
        if (wait == TimeSpan.Zero)
            return;
        _services.Metrics.Slowed();
        await PauseAsync(wait);
    }

    /// <summary>Reads nothing for so long; the device counts as heard of meanwhile.</summary>
    private async Task PauseAsync(TimeSpan wait)
    {
        Volatile.Write(ref _paused, true);
        try
        {
            await Task.Delay(wait, _services.Time, _closing.Token);
        }
        finally
        {
            Touch();
            Volatile.Write(ref _paused, false);
        }
    }

    /// <summary>The log is slower than the device: the socket is not read meanwhile.</summary>
    private async ValueTask PublishLaterAsync(byte firstByte, ReadOnlySequence<byte> body, int size, bool hasOwn)
    {
        Volatile.Write(ref _paused, true);
        Volatile.Write(ref _full, true);
        try
        {
            if (!hasOwn)
                await _budget.TakeAsync(size, _closing.Token);
            try
            {
                await _services.Budget.TakeAsync(size, _closing.Token);
            }
            catch (OperationCanceledException)
            {
                _budget.Return(size);
                throw;
            }
        }
        finally
        {
            Touch();
            Volatile.Write(ref _full, false);
            Volatile.Write(ref _paused, false);
        }
        Publish(firstByte, body, size);
        if (_deviceRate is not null || _tenantRate is not null)
            await RestAsync((int)body.Length);
    }

    private void Publish(byte firstByte, in ReadOnlySequence<byte> body, int size)
    {
        var submitted = false;
        byte[]? rented = null;
        try
        {
            var span = body.FirstSpan;
            if (!body.IsSingleSegment)
            {
                rented = ArrayPool<byte>.Shared.Rent((int)body.Length);
                body.CopyTo(rented);
                span = rented.AsSpan(0, (int)body.Length);
            }
            submitted = Publish(PublishReader.Read(firstByte, span, _version), size);
        }
        finally
        {
            if (rented is not null)
                ArrayPool<byte>.Shared.Return(rented);
            if (!submitted)
            {
                _services.Budget.Return(size);
                _budget.Return(size);
            }
        }
    }

    /// <returns>Whether the record is on its way, and with it what it took from the budgets.</returns>
    private bool Publish(in PublishPacket packet, int size)
    {
        _services.Metrics.MessageReceived(packet.QoS, packet.Payload.Length, _door);
        if (packet.QoS == 2 && _acks.IsKnown(packet.PacketId, out var acknowledged))
        {
            // MQTT 5.0, 4.3.3: the same message again, until PUBREL.
            if (acknowledged)
                SendAcknowledgement(PacketType.PubRec, packet.PacketId);
            return false;
        }
        if (packet.QoS > 0 && _version == ProtocolVersion.V5 && _acks.Unacknowledged >= _services.Options.MaxInFlightPerConnection)
            throw new MqttViolationException(ReasonCode.ReceiveMaximumExceeded, "more messages are unacknowledged than the receive maximum allows");
        var route = Route(packet);
        if (_level == AccessLevel.Minimal && (packet.QoS == 2 || route is { IsReply: true }))
            return RefuseMessage(packet, ReasonCode.NotAuthorized, "at this device's risk it is telemetry with QoS 0 or 1 only", "level", isOdd: false);
        if (route is null)
            return RefuseMessage(packet, ReasonCode.TopicNameInvalid, packet.Topic.Length > DevicePublisher.MaxTopicBytes ? TopicTooLong : "the topic map does not know the topic", "topic");
        if (route.Foreign)
        {
            _services.Access.Tell(AuditKind.Foreign, _identity.Name, Remote, Encoding.UTF8.GetString(route.Topic));
            return RefuseMessage(packet, ReasonCode.NotAuthorized, "the topic is another device's", "access");
        }
        if (route.Elsewhere is { } region)
            throw Elsewhere(packet, region);
        if (!PublishHeaders.TryCreate(packet.Properties, _services.Options, out var extra))
            return RefuseMessage(packet, ReasonCode.QuotaExceeded, "the message's properties are more than allowed", "properties");
        var record = route.IsReply ? Reply(packet, route, extra, size) : Telemetry(packet, route, extra, size);
        if (packet.QoS > 0)
            _acks.Add(record);
        _services.Log.Submit(record);
        return true;
    }

    private InFlightRecord Telemetry(in PublishPacket packet, CachedRoute route, List<Confluent.Kafka.Header>? extra, int size)
    {
        var trace = _services.Traces.Begin(ref extra);
        var message = _services.Records.Create(route.Key, route.Headers, packet.Payload.ToArray(), RecordFactory.Telemetry, extra);
        return new InFlightRecord(message, size, _services.Time.GetTimestamp(), this, packet.PacketId, packet.QoS)
        {
            Trace = trace,
            Topic = route.KafkaTopic,
            Priority = Priorities.Of(route.Priority, packet.Properties),
        };
    }

    private InFlightRecord Reply(in PublishPacket packet, CachedRoute route, List<Confluent.Kafka.Header>? extra, int size)
    {
        ReplyHeaders.Correlate(packet.Properties, route, packet.Payload, ref extra);
        var message = _services.Records.Create(route.Key, route.Headers, packet.Payload.ToArray(), ReplyHeaders.Type, extra);
        return new InFlightRecord(message, size, _services.Time.GetTimestamp(), this, packet.PacketId, packet.QoS) { Topic = _services.Options.RepliesTopic };
    }

    /// <summary>The tenant is bound to another region: MQTT 5.0, 4.11. Nothing of the message was written, so the device keeps it for the other server.</summary>
    private MqttViolationException Elsewhere(in PublishPacket packet, string region)
    {
        _services.Metrics.MessageRefused("region");
        BridgeLog.MessageRefused(_services.Logger, ClientId, Encoding.UTF8.GetString(packet.Topic), ElsewhereText(region));
        return new MqttViolationException(ReasonCode.UseAnotherServer, ElsewhereText(region)) { Server = _services.Options.Regions.ServerOf(region), IsOdd = false };
    }

    private static string ElsewhereText(string region) => $"the tenant is bound to region {region}";

    private CachedRoute? Route(in PublishPacket packet)
    {
        if (packet.Properties.TopicAlias is not { } alias)
            return _routes.Find(packet.Topic);
        if (packet.Topic.IsEmpty)
            return _aliases.Get(alias);
        var route = _routes.Find(packet.Topic);
        _aliases.Set(alias, route);
        return route;
    }

    /// <summary>MQTT 5.0 has a code for it; 3.1.1 and QoS 0 have no other way than to close.</summary>
    private bool RefuseMessage(in PublishPacket packet, ReasonCode reason, string text, string label, bool isOdd = true)
    {
        _services.Metrics.MessageRefused(label);
        BridgeLog.MessageRefused(_services.Logger, ClientId, packet.Topic.Length > DevicePublisher.MaxTopicBytes ? "" : Encoding.UTF8.GetString(packet.Topic), text);
        if (_version == ProtocolVersion.V311 || packet.QoS == 0)
            throw new MqttViolationException(reason, text) { IsOdd = isOdd };
        if (isOdd)
            _services.Access.Odd(_identity);
        _acks.AddRefused(packet.PacketId, packet.QoS, reason, text);
        _output.Signal();
        return false;
    }

    private void Release(ushort packetId)
    {
        var known = _acks.Release(packetId);
        SendAcknowledgement(PacketType.PubComp, packetId, known || _version == ProtocolVersion.V311 ? ReasonCode.Success : ReasonCode.PacketIdentifierNotFound);
    }

    private void SendAcknowledgement(PacketType type, ushort packetId, ReasonCode reason = ReasonCode.Success)
    {
        if (reason == ReasonCode.Success)
            _output.Enqueue([(byte)((int)type << 4), 2, (byte)(packetId >> 8), (byte)packetId]);
        else
            Send(static (output, s) => PacketWriter.Acknowledge(output, s.type, s.packetId, s.reason), (type, packetId, reason));
    }

    /// <summary>The log refused a message for good, and 3.1.1 cannot say so.</summary>
    private void RefusedBeforeV5() => Close(ReasonCode.QuotaExceeded, "the log refused a message");
}
