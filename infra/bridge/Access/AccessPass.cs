using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace ServerlessIot.Bridge.Access;

/// <summary>What somebody was let in with: looked at again when a list changes, since what counted then may not count any more.</summary>
/// <param name="Identity">Who it is.</param>
/// <param name="Certificate">The certificate that it came with; null without one.</param>
/// <param name="Until">When it ends by itself, as a token does; null when it does not.</param>
/// <param name="Remote">Where it came from; null when unknown.</param>
internal sealed record AccessPass(DeviceIdentity Identity, X509Certificate2? Certificate, DateTimeOffset? Until, IPAddress? Remote);
