using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using ServerlessIot.Bridge.Access;
using ServerlessIot.Bridge.Access.Audit;
using ServerlessIot.Bridge.Access.Challenges;
using ServerlessIot.Bridge.Mqtt.Formatter;
using ServerlessIot.Bridge.Mqtt.Packets;
using ServerlessIot.Bridge.Mqtt.Publishing;

namespace ServerlessIot.Bridge.Mqtt.Connecting;

/// <summary>CONNECT and CONNACK: MQTT 5.0, 3.1 and 3.2.</summary>
internal sealed partial class MqttConnection
{
    private DeviceIdentity _identity = DeviceIdentity.Unbound;
    private AccessPass? _pass;
    private int _passGeneration;
    private string? _tenantSlot;
    private bool _sessionExpiryAsked;
    private uint _peerMaxPacketSize = uint.MaxValue;
    private bool _reasonStrings = true;

    private async Task ConnectAsync(byte[] body)
    {
        if (_connected)
            throw MqttViolationException.Protocol("CONNECT comes a second time");
        ConnectPacket packet;
        try
        {
            packet = ConnectReader.Read(body, ref _version);
        }
        catch (MqttViolationException e)
        {
            Refuse(e.Reason, e.Message);
            return;
        }
        if (CheckClientId(packet) is { } refusal)
            Refuse(refusal.Reason, refusal.Text);
        else if (packet.Properties.AuthenticationMethod is { } method)
            await ChallengeAsync(packet, method);
        else
            await EnterAsync(packet, null);
    }

    /// <summary>The device has shown all that it shows.</summary>
    private async Task EnterAsync(ConnectPacket packet, ChallengeProof? proof)
    {
        if ((Admit(packet, proof) ?? CheckWillOf(packet)) is { } refusal)
        {
            Refuse(refusal.Reason, refusal.Text);
            return;
        }
        var assigned = packet.ClientId.Length == 0 ? "auto-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)) : null;
        ClientId = assigned ?? packet.ClientId;
        try
        {
            if (!await _services.Connections.ClaimAsync(ClaimKey, this))
            {
                Refuse(ReasonCode.ServerBusy, "a newer connection has the same client identifier");
                return;
            }
        }
        catch (TimeoutException)
        {
            Refuse(ReasonCode.ServerBusy, "an older connection with the same client identifier does not end");
            return;
        }
        if (_identity.Tenant is { } tenant)
        {
            if (!_services.Tenants.TryConnect(tenant))
            {
                _services.Access.Tell(AuditKind.Refused, _identity.Name, Remote, "the tenant has as many connections as it may");
                Refuse(ReasonCode.QuotaExceeded, "the tenant has as many connections as it may");
                return;
            }
            _tenantSlot = tenant;
        }
        _level = _services.Access.LevelOf(_identity, Remote);
        _deviceRate = _services.Devices.Of(RateKey, _level);
        SubmitPresence(connected: true);
        Accept(packet, assigned, proof);
    }

    /// <summary>What only one connection may hold.</summary>
    private string ClaimKey => $"{_identity.Tenant}/{ClientId}"; // of somebody unbound it begins with a slash, as no tenant's does

    /// <summary>Whose rate it uses: a device's own, whichever way it comes; others by client identifier, under a name that no device can have.</summary>
    private string RateKey => _identity.Device is null ? $"{_identity.Tenant}//{ClientId}" : _identity.Name;

    /// <summary>Null when the packet is fine.</summary>
    private (ReasonCode Reason, string Text)? CheckClientId(ConnectPacket packet)
    {
        if (packet.ClientId.Length > _services.Options.MaxClientIdLength)
            return (ReasonCode.ClientIdentifierNotValid, $"the client identifier is longer than {_services.Options.MaxClientIdLength} characters");
        if (packet.ClientId.Any(char.IsControl))
            return (ReasonCode.ClientIdentifierNotValid, "the client identifier contains control characters");
        return packet.ClientId.Length == 0 && packet.Version == ProtocolVersion.V311 && !packet.CleanStart
            ? (ReasonCode.ClientIdentifierNotValid, "an empty client identifier needs a clean session")
            : null;
    }

    /// <summary>Null when there is no will, or it is fine.</summary>
    private (ReasonCode Reason, string Text)? CheckWillOf(ConnectPacket packet)
    {
        if (packet.Will is { Retain: true } && packet.Version == ProtocolVersion.V5)
            return (ReasonCode.RetainNotSupported, "the will is to be retained");
        return packet.Will is null ? null : CheckWill(packet.Will);
    }

    /// <summary>Null when the device may come in; from then on <see cref="_identity"/> says who it is.</summary>
    private (ReasonCode Reason, string Text)? Admit(ConnectPacket packet, ChallengeProof? proof)
    {
        // Before the decision: a list that changes meanwhile is looked at once more.
        var generation = _services.Access.Generation;
        var decision = _services.Access.Admit(proof is not null ? ProofOf(proof) : new Credentials
        {
            ClientId = packet.ClientId,
            User = packet.UserName,
            Password = packet.Password,
            Certificate = _context.Features.Get<ITlsConnectionFeature>()?.ClientCertificate,
            Remote = Remote,
        });
        if (decision.Pass is not { } pass)
            return (ReasonOf(decision.Refusal!.Kind), decision.Refusal.Text);
        var identity = pass.Identity;
        // Two tenants may have devices of one name, and neither may end the other's connection.
        if (identity.Device is { } device && !string.Equals(device, packet.ClientId, StringComparison.Ordinal))
        {
            _services.Access.Tell(AuditKind.Refused, identity.Name, Remote, "the client identifier is not the device's");
            return (ReasonCode.ClientIdentifierNotValid, $"the client identifier must be the device's, '{device}'");
        }
        (_pass, _identity, _passGeneration) = (pass, identity, generation);
        _tenantRate = identity.Tenant is { } tenant ? _services.Tenants.RateOf(tenant) : null;
        _routes = new RouteCache(_services.TopicMap, _services.Options.Regions, identity, CommandTenant, packet.ClientId);
        return null;
    }

    private static ReasonCode ReasonOf(RefusalKind kind) => kind switch
    {
        RefusalKind.CredentialsWrong => ReasonCode.BadUserNameOrPassword,
        RefusalKind.Banned => ReasonCode.Banned,
        RefusalKind.Expired => ReasonCode.MaximumConnectTime,
        _ => ReasonCode.NotAuthorized,
    };

    private void Accept(ConnectPacket packet, string? assigned, ChallengeProof? proof)
    {
        Interlocked.Exchange(ref _lastRead, _services.Time.GetTimestamp());
        _connected = true;
        _keepAlive = TimeSpan.FromSeconds(packet.KeepAliveSeconds * 1.5);
        _sessionExpiryAsked = packet.Properties.SessionExpirySeconds > 0;
        _peerReceiveMaximum = packet.Properties.ReceiveMaximum ?? ushort.MaxValue;
        _peerMaxPacketSize = packet.Properties.MaximumPacketSize ?? uint.MaxValue;
        _reasonStrings = packet.Properties.RequestProblemInformation != false;
        _acks.Configure(_version, _reasonStrings, _peerMaxPacketSize);
        BridgeLog.Connected(_services.Logger, ClientId, _context.RemoteEndPoint?.ToString(), (int)_version);
        if (_version == ProtocolVersion.V311)
            Send(static (output, _) => PacketWriter.ConnAck311(output, 0), 0);
        else
            Send(static (output, p) => PacketWriter.ConnAck5(output, ReasonCode.Success, p), ConnAckProperties(packet, assigned, proof));
    }

    private PropertyBlock ConnAckProperties(ConnectPacket packet, string? assigned, ChallengeProof? proof)
    {
        var options = _services.Options;
        var properties = new PropertyBlock();
        if (_sessionExpiryAsked)
            properties.Add(PropertyId.SessionExpiryInterval, 0u);
        properties.Add(PropertyId.ReceiveMaximum, (ushort)options.MaxInFlightPerConnection);
        properties.Add(PropertyId.RetainAvailable, (byte)0);
        properties.Add(PropertyId.MaximumPacketSize, (uint)options.MaxPacketSize);
        properties.Add(PropertyId.AssignedClientIdentifier, assigned);
        properties.Add(PropertyId.TopicAliasMaximum, (ushort)options.TopicAliasMaximum);
        properties.Add(PropertyId.SubscriptionIdentifierAvailable, (byte)0);
        properties.Add(PropertyId.SharedSubscriptionAvailable, (byte)0);
        if (packet.Properties.RequestResponseInformation == true && Encoding.UTF8.GetByteCount(ClientId) < 1_024)
            properties.Add(PropertyId.ResponseInformation, $"commands/{ClientId}");
        if (proof is not null)
        {
            properties.Add(PropertyId.AuthenticationMethod, _method);
            properties.Add(PropertyId.AuthenticationData, proof.Answer);
        }
        return properties;
    }

    /// <summary>Answers CONNECT with a refusal in the version asked for. 3.1.1 has no code for most reasons: it is just closed.</summary>
    private void Refuse(ReasonCode reason, string text)
    {
        SetEnd(EndKind.Refused, reason, text);
        if (_version == ProtocolVersion.V5)
        {
            var properties = new PropertyBlock();
            properties.Add(PropertyId.ReasonString, text);
            Send(static (output, s) => PacketWriter.ConnAck5(output, s.reason, s.properties), (reason, properties));
            return;
        }
        byte code = reason switch
        {
            ReasonCode.UnsupportedProtocolVersion => 1,
            ReasonCode.ClientIdentifierNotValid => 2,
            ReasonCode.ServerUnavailable or ReasonCode.ServerBusy or ReasonCode.QuotaExceeded => 3,
            ReasonCode.BadUserNameOrPassword => 4,
            ReasonCode.NotAuthorized or ReasonCode.Banned => 5,
            _ => 0,
        };
        if (code != 0)
            Send(static (output, c) => PacketWriter.ConnAck311(output, c), code);
    }

    private void Send<T>(Action<ArrayBufferWriter<byte>, T> write, T state)
    {
        var packet = new ArrayBufferWriter<byte>(64);
        write(packet, state);
        _output.Enqueue(packet.WrittenSpan);
    }
}
