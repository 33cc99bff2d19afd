using System.Net;
using System.Security.Cryptography.X509Certificates;
using ServerlessIot.Bridge.Access.Challenges;

namespace ServerlessIot.Bridge.Access;

/// <summary>What somebody shows at the door, by whichever protocol.</summary>
internal sealed record Credentials
{
    /// <summary>MQTT's client identifier; null with protocols that have none.</summary>
    public string? ClientId { get; init; }

    /// <summary>User name; null when none was given.</summary>
    public string? User { get; init; }

    /// <summary>Password, shared key or token as it came; null when none was given.</summary>
    public byte[]? Password { get; init; }

    /// <summary>What came of a challenge, which then counts instead of user and password; null when there was none.</summary>
    public ChallengeProof? Proof { get; init; }

    /// <summary>The certificate that TLS proved the key of; null without one.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Where it comes from; null when unknown.</summary>
    public IPAddress? Remote { get; init; }

    /// <summary>Whether a handshake has proven <see cref="Remote"/>; a datagram's may be forged.</summary>
    public bool RemoteIsProven { get; init; } = true;

    /// <summary>Who they say they are, for people; null when nobody. Never a secret, even if one stands where a name should.</summary>
    public string? Claim
    {
        get
        {
            var name = Proof?.User ?? User ?? Certificate?.Subject ?? ClientId;
            return name is not null && Tokens.DeviceTokens.LooksLikeOne(System.Text.Encoding.UTF8.GetBytes(name)) ? "(a token)" : name;
        }
    }
}
