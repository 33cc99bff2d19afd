using ServerlessIot.Bridge.Access.Keys;

namespace ServerlessIot.Bridge.Access.Challenges;

/// <summary>What came of a challenge.</summary>
/// <param name="User">Who it was said to be; null when that could not be read.</param>
/// <param name="Device">Who it is; null when nothing was proven.</param>
/// <param name="Key">The group key that its own follows from; null when nothing was proven.</param>
/// <param name="Answer">The server's last message, by which the device knows the server; empty when nothing was proven.</param>
internal sealed record ChallengeProof(string? User, DeviceIdentity? Device, GroupKey? Key, byte[] Answer)
{
    /// <summary>Nothing was proven.</summary>
    public static ChallengeProof None(string? user) => new(user, null, null, []);
}
