using System.Text;
using ServerlessIot.Bridge.Access.Risk;
using ServerlessIot.Bridge.Commands;
using ServerlessIot.Bridge.Mqtt.Delivering;
using ServerlessIot.Bridge.Mqtt.Formatter;
using ServerlessIot.Bridge.Mqtt.Packets;

namespace ServerlessIot.Bridge.Mqtt.Connecting;

/// <summary>PUBLISH to the device, and its PUBACK: MQTT 5.0, 3.3, 3.4 and 4.3. Whatever is unacknowledged when the connection ends waits for the next.</summary>
internal sealed partial class MqttConnection : ICommandHolder
{
    private readonly Lock _delivering = new();
    private DeliveryWindow? _window; // from the first subscription on
    private DeliveryPlan? _plan;
    private bool _deliveredAll;
    private bool _waitsForOutput; // with QoS 0, which has no window, until the device has read
    private ushort _peerReceiveMaximum = ushort.MaxValue;

    /// <summary>Whose commands it hears: tenant/device. A device's client id is its name.</summary>
    private string CommandKey => $"{CommandTenant}/{ClientId}";

    private string CommandTenant => _identity.Tenant ?? _services.Options.DefaultTenant;

    /// <inheritdoc/>
    public void CommandsWaiting()
    {
        lock (_delivering)
        {
            while (!_deliveredAll && _level != AccessLevel.Minimal && _plan is { } plan && _window is { HasRoom: true } window && HasOutput_NeedsLock(plan) && _services.Commands.Take(CommandKey, this) is { } command)
                Deliver_NeedsLock(command, plan, window);
        }
    }

    /// <inheritdoc/>
    public void GiveBack()
    {
        PendingCommand[] left;
        lock (_delivering)
            left = _window?.GiveBack_NeedsLock() ?? [];
        foreach (var command in left)
            _services.Commands.Return(command);
    }

    /// <summary>Whether the device reads what it was sent. When it does not, its commands wait, and come when it has.</summary>
    private bool HasOutput_NeedsLock(DeliveryPlan plan)
    {
        if (plan.QoS > 0)
            return true;
        if (_output.IsCompleted)
            return false; // for the next connection
        if (_output.HasRoom)
            return true;
        if (!_waitsForOutput)
        {
            _waitsForOutput = true;
            _ = DeliverWhenIdleAsync();
        }
        return false;
    }

    private async Task DeliverWhenIdleAsync()
    {
        // Never at once: whoever calls has the lock.
        await _output.WhenIdle().ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        lock (_delivering)
            _waitsForOutput = false;
        CommandsWaiting();
    }

    /// <summary>Subscriptions have changed.</summary>
    private void PlanDeliveries()
    {
        var plan = DeliveryPlan.Of(_subscriptions, ClientId);
        lock (_delivering)
        {
            _plan = plan;
            _window ??= new DeliveryWindow(Math.Min((int)_peerReceiveMaximum, DeliveryWindow.Most));
        }
        if (plan is null)
            _services.Commands.Detach(CommandKey, this);
        else
            _services.Commands.Attach(CommandKey, this);
    }

    private void Deliver_NeedsLock(PendingCommand command, DeliveryPlan plan, DeliveryWindow window)
    {
        ushort? packetId = plan.QoS == 0 ? null : window.Add_NeedsLock(command);
        var topic = plan.NamesCommand ? $"{plan.Topic}/{command.Id}" : plan.Topic;
        var packet = PublishWriter.Write(topic, packetId, _version == ProtocolVersion.V5 ? DeliveryProperties(command) : null, command.Payload);
        if (packet.Length > _peerMaxPacketSize)
        {
            // MQTT 5.0, 3.1.2.11.4: it must not be sent.
            if (packetId is { } unused)
                window.Remove_NeedsLock(unused);
            End(command);
            _services.Reports.Refused(command, $"the device takes packets of at most {_peerMaxPacketSize} bytes");
            return;
        }
        _output.Enqueue(packet);
        _services.Metrics.CommandDelivered();
        if (packetId is not null)
            return;
        End(command);
        _services.Reports.Sent(command);
    }

    private PropertyBlock DeliveryProperties(PendingCommand command)
    {
        var left = command.Expires - _services.Time.GetUtcNow().ToUnixTimeMilliseconds();
        var properties = new PropertyBlock();
        properties.Add(PropertyId.PayloadFormatIndicator, (byte)1);
        properties.Add(PropertyId.MessageExpiryInterval, (uint)Math.Max(1, (left + 999) / 1_000));
        properties.Add(PropertyId.ContentType, "application/json");
        properties.Add(PropertyId.ResponseTopic, ReplyTopics.Of(ClientId));
        properties.Add(PropertyId.CorrelationData, Encoding.UTF8.GetBytes(command.Id));
        return properties;
    }

    /// <summary>PUBACK came.</summary>
    private void Delivered(ushort packetId, ReasonCode reason)
    {
        PendingCommand? command;
        lock (_delivering)
            command = (_window ?? throw MqttViolationException.Protocol("PUBACK is not expected before a delivery")).Remove_NeedsLock(packetId);
        if (command is not null)
        {
            End(command);
            if (reason < ReasonCode.UnspecifiedError)
                _services.Reports.Sent(command);
            else
                _services.Reports.Refused(command, $"the device refused it with reason 0x{(int)reason:X2}");
        }
        CommandsWaiting();
    }

    private void End(PendingCommand command) => _services.Commands.End(command.Device, command.Id, command.Expires);

    /// <summary>The connection ends: what the device did not acknowledge waits for its next connection.</summary>
    private void EndDeliveries()
    {
        PendingCommand[] left;
        lock (_delivering)
        {
            if (_window is null)
                return;
            _deliveredAll = true;
            left = _window.GiveBack_NeedsLock();
        }
        _services.Commands.Detach(CommandKey, this);
        foreach (var command in left)
            _services.Commands.Return(command);
    }
}
