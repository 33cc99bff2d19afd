using ServerlessIot.Bridge.Access.Certificates;

namespace ServerlessIot.Bridge.Access.Tokens;

/// <summary>What a good token says.</summary>
/// <param name="Device">Who it is for.</param>
/// <param name="Ends">When it ends.</param>
/// <param name="Behind">The certificate that it was got with, which must still count; null when there is none.</param>
internal sealed record DeviceToken(DeviceIdentity Device, DateTimeOffset Ends, CertificateId? Behind);
