using System.Net;
using ServerlessIot.Bridge.Access.Certificates;
using ServerlessIot.Bridge.Access.Marks;

namespace ServerlessIot.Bridge.Access;

/// <summary>What somebody was let in with: looked at again when a list changes, since what counted then may not count any more.</summary>
/// <param name="Identity">Who it is.</param>
/// <param name="Certificate">The certificate that it came with, or got its token with; null without one.</param>
/// <param name="Until">When it ends by itself, as a token does; null when it does not.</param>
/// <param name="Remote">Where it came from; null when unknown.</param>
internal sealed record AccessPass(DeviceIdentity Identity, CertificateId? Certificate, DateTimeOffset? Until, IPAddress? Remote)
{
    /// <summary>Keys and authorities that it was let in by, or got its token by: it counts as long as all of them do.</summary>
    public CredentialMark[] Behind { get; init; } = [];

    /// <summary>When the certificate or token ends, by its own word; null when it does not say. What is made from it ends no later.</summary>
    public DateTimeOffset? CredentialEnds { get; init; }
}
