using ServerlessIot.Bridge.Access.Certificates;
using ServerlessIot.Bridge.Access.Marks;

namespace ServerlessIot.Bridge.Access.Tokens;

/// <summary>What a good token says.</summary>
/// <param name="Device">Who it is for.</param>
/// <param name="Ends">When it ends.</param>
/// <param name="Certificate">The certificate that it was got with, which must still count; null when there is none.</param>
/// <param name="Behind">The key that it is signed with, and all that it was got by.</param>
internal sealed record DeviceToken(DeviceIdentity Device, DateTimeOffset Ends, CertificateId? Certificate, CredentialMark[] Behind);
