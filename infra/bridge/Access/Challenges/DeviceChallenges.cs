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

    // Whoever asks for proofs to be judged takes half of the machine at most; the others wait, as long as a CONNECT may take.
    private readonly TaskScheduler _judges = new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, Math.Max(1, Environment.ProcessorCount / 2)).ConcurrentScheduler;

    /// <summary>Begins an exchange.</summary>
    public ScramExchange Begin() => new(this, time.GetTimestamp());

    /// <summary>Salt for a name, 16 bytes.</summary>
    public byte[] SaltOf(string user) => keys.Value.SaltOf(user);

    /// <summary>Who has made a proof, under which key, and the signature that answers it; null when it is not the proof of <paramref name="user"/>'s device.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled before its turn.</exception>
    public Task<(DeviceIdentity? Device, GroupKey? Key, byte[] Signature)> JudgeAsync(string user, byte[] salt, byte[] proof, byte[] exchange, CancellationToken cancellation) =>
        // Away from the sockets' threads, which never work for long.
        Task.Factory.StartNew(() => Judge(user, salt, proof, exchange), cancellation, TaskCreationOptions.DenyChildAttach, _judges);

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
