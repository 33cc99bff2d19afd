using System.Net;
using Microsoft.AspNetCore.Http.Features;
using ServerlessIot.Bridge.Access;
using ServerlessIot.Bridge.Access.Audit;
using ServerlessIot.Bridge.Access.Challenges;
using ServerlessIot.Bridge.Mqtt.Formatter;
using ServerlessIot.Bridge.Mqtt.Packets;

namespace ServerlessIot.Bridge.Mqtt.Connecting;

/// <summary>AUTH: enhanced authentication and re-authentication, MQTT 5.0, 4.12.</summary>
internal sealed partial class MqttConnection
{
    private const string ManyProofs = "too many proofs from this address wait to be judged";
    private static readonly TimeSpan ChallengesApart = TimeSpan.FromSeconds(1);

    private ScramExchange? _exchange; // while the device's answer is waited for
    private ConnectPacket? _challenged; // CONNECT that a challenge was answered to
    private string? _method; // as CONNECT named it
    private long? _asked; // when the device asked for a challenge last

    private IPAddress? Remote => (_context.RemoteEndPoint as IPEndPoint)?.Address;

    private Credentials ProofOf(ChallengeProof proof) => new()
    {
        ClientId = ClientId,
        Proof = proof,
        Certificate = _context.Features.Get<ITlsConnectionFeature>()?.ClientCertificate,
        Remote = Remote,
    };

    /// <summary>CONNECT names a method: the device is challenged before anything else counts.</summary>
    private async Task ChallengeAsync(ConnectPacket packet, string method)
    {
        if (_services.Access.Challenge(method, Remote, null) is not { } exchange)
        {
            Refuse(ReasonCode.BadAuthenticationMethod, $"the only authentication method is {DeviceChallenges.Method}, for devices with a shared key");
            return;
        }
        (_method, _challenged) = (method, packet);
        if (_services.Access.IsClosed(Remote) || !Challenge(exchange, packet.Properties.AuthenticationData ?? []))
            await EnterAsync(packet, ChallengeProof.None(null));
    }

    private bool Challenge(ScramExchange exchange, ReadOnlySpan<byte> data)
    {
        if (exchange.Challenge(data) is not { } challenge)
            return false;
        Volatile.Write(ref _exchange, exchange);
        Send(static (output, s) => PacketWriter.Auth(output, ReasonCode.ContinueAuthentication, s._method!, s.challenge), (_method, challenge));
        return true;
    }

    private async Task AuthenticateAsync(byte[] body)
    {
        ReasonCode reason;
        byte[] data;
        try
        {
            (reason, data) = CheckAuth(AuthReader.Read(body));
        }
        catch (MqttViolationException e) when (!_connected)
        {
            Refuse(e.Reason, e.Message);
            return;
        }
        if (reason == ReasonCode.ReAuthenticate)
        {
            await PauseChallengesAsync();
            if (!Challenge(_services.Access.Challenge(_method!, Remote, _identity)!, data))
                Renew(ChallengeProof.None(null));
            await RoomAsync();
            return;
        }
        // Who guessed too often meanwhile is not judged any more.
        var proof = !_connected && _services.Access.IsClosed(Remote) ? ChallengeProof.None(_exchange!.User) : await _exchange!.JudgeAsync(data, _closing.Token);
        var user = _exchange.User;
        Volatile.Write(ref _exchange, null);
        if (proof is null)
        {
            _services.Access.Tell(AuditKind.Refused, user, Remote, ManyProofs);
            if (_connected)
                throw new MqttViolationException(ReasonCode.ServerBusy, ManyProofs);
            Refuse(ReasonCode.ServerBusy, ManyProofs);
        }
        else if (_connected)
        {
            Renew(proof);
            await RoomAsync();
            await RestAsync(body.Length); // to judge it costs more than a message
        }
        else
        {
            await EnterAsync(Interlocked.Exchange(ref _challenged, null)!, proof);
        }
    }

    /// <summary>A challenge is work for the bridge and none for the device: who asks again at once is read later.</summary>
    private async Task PauseChallengesAsync()
    {
        if (_asked is { } asked && ChallengesApart - _services.Time.GetElapsedTime(asked) is { Ticks: > 0 } wait)
            await PauseAsync(wait);
        _asked = _services.Time.GetTimestamp();
    }

    private (ReasonCode Reason, byte[] Data) CheckAuth((ReasonCode Reason, string Method, byte[] Data) auth)
    {
        if (auth.Method != _method)
            throw MqttViolationException.Protocol(_method is null ? "CONNECT had no authentication method" : "AUTH has another method than CONNECT");
        var expected = auth.Reason == ReasonCode.ReAuthenticate ? _connected && _exchange is null : _exchange is not null;
        return expected ? (auth.Reason, auth.Data) : throw MqttViolationException.Protocol("AUTH comes out of turn");
    }

    /// <summary>The device has answered once more: its session goes on under the new proof, or ends.</summary>
    private void Renew(ChallengeProof proof)
    {
        var generation = _services.Access.Generation;
        var decision = _services.Access.Admit(ProofOf(proof));
        if (decision.Pass is not { } pass)
            throw new MqttViolationException(EndReasonOf(decision.Refusal!.Kind), decision.Refusal.Text);
        if (pass.Identity != _identity)
            throw new MqttViolationException(ReasonCode.NotAuthorized, "another device has answered");
        (_passGeneration, _pass) = (generation, pass);
        Send(static (output, s) => PacketWriter.Auth(output, ReasonCode.Success, s._method!, s.Answer), (_method, proof.Answer));
    }
}
