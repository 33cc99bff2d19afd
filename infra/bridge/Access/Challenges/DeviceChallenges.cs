using System.Net;
using ServerlessIot.Bridge.Access.Files;
using ServerlessIot.Bridge.Access.Keys;

namespace ServerlessIot.Bridge.Access.Challenges;

/// <summary>Challenges to devices with a shared key. What a challenge is made of says nothing about whether there is such a device.</summary>
internal sealed class DeviceChallenges(WatchedFile<DeviceKeys> keys, string defaultTenant, TimeProvider time)
{
    /// <summary>Name of the method in MQTT 5.0, as of SASL: RFC 7677.</summary>
    public const string Method = "SCRAM-SHA-256";

    /// <summary>The fewest that RFC 7677 allows: a device's key has 256 bits and needs no stretching.</summary>
    public const int Iterations = 4_096;

    /// <summary>Proofs that may wait from one address, behind which a fleet may be: a second or two of work under a few keys.</summary>
    private const int MostWaiting = 1_024;

    // Whoever asks for proofs to be judged takes half of the machine at most; the others wait, as long as a CONNECT may take.
    private readonly ProofTurns _turns = new(Math.Max(1, Environment.ProcessorCount / 2), MostWaiting);

    /// <summary>Begins an exchange with somebody at an address, or with a device that is in.</summary>
    public ScramExchange Begin(IPAddress? remote, DeviceIdentity? known) => new(this, known ?? ProofParty.Of(remote), known is not null, time.GetTimestamp());

    /// <summary>Salt for a name, 16 bytes.</summary>
    public byte[] SaltOf(string user) => keys.Value.SaltOf(user);

    /// <summary>Who has made a proof, under which key, and the signature that answers it; null when it is not the proof of <paramref name="user"/>'s device.</summary>
    /// <returns>Null when too many of the same party wait for theirs.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled before its turn.</exception>
    public async Task<(DeviceIdentity? Device, GroupKey? Key, byte[] Signature)?> JudgeAsync(
        object party, bool known, string user, byte[] salt, byte[] proof, byte[] exchange, CancellationToken cancellation)
    {
        if (!await _turns.WaitAsync(party, known, cancellation))
            return null;
        try
        {
            // Away from the sockets' threads, which never work for long.
            return await Task.Run(() => Judge(user, salt, proof, exchange), cancellation);
        }
        finally
        {
            _turns.Done();
        }
    }

    private (DeviceIdentity? Device, GroupKey? Key, byte[] Signature) Judge(string user, byte[] salt, byte[] proof, byte[] exchange)
    {
        var device = DeviceNames.Parse(user, defaultTenant);
        GroupKey? found = null;
        byte[] signature = [];
        // Every key, and for a name that no device can have too: all take the same time.
        foreach (var key in keys.Value.All)
        {
            var derived = ScramKeys.Of(key.PasswordOf(device ?? DeviceIdentity.Unbound), salt, Iterations);
            if (derived.Proves(proof, exchange))
                (found, signature) = (key, derived.Sign(exchange));
        }
        return device is not null && found is not null ? (device, found, signature) : (null, null, []);
    }
}
