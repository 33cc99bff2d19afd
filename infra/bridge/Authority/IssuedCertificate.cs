namespace ServerlessIot.Bridge.Authority;

/// <summary>What is handed to a device.</summary>
/// <param name="Tenant">Its tenant.</param>
/// <param name="Device">Its name.</param>
/// <param name="CertificatePem">The certificate, with the authority's behind it.</param>
/// <param name="KeyPem">The private key; null when the device keeps its own.</param>
internal sealed record IssuedCertificate(string Tenant, string Device, string CertificatePem, string? KeyPem);
