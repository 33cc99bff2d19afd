using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ServerlessIot.Bridge.Access.Files;
using ServerlessIot.Bridge.Access.Marks;

namespace ServerlessIot.Bridge.Access.Certificates;

/// <summary>
/// Devices by certificate: issued by one of our authorities, for client authentication, valid now and not revoked. Organization (O) is the
/// tenant, or else the default tenant; common name (CN) is the device, or else the first DNS name.
/// </summary>
internal sealed class DeviceCertificates(WatchedFile<Authorities> authorities, WatchedFile<RevocationLists>? revoked, string defaultTenant, TimeProvider time)
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private const string SubjectAlternativeName = "2.5.29.17";

    /// <summary>Whether TLS may go on with this certificate.</summary>
    public bool Trusts(X509Certificate2 certificate) => BehindOf(certificate) is not null;

    /// <summary>Marks of the authorities that a certificate counts by; null when it does not count.</summary>
    public CredentialMark[]? BehindOf(X509Certificate2 certificate)
    {
        var trusted = authorities.Value;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(trusted.All);
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        // Our authorities' lists are looked into below; nobody is asked over the network while a device waits.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = time.GetUtcNow().UtcDateTime;
        chain.ChainPolicy.VerificationTimeIgnored = false;
        try
        {
            return chain.Build(certificate) && !IsRevoked(CertificateId.Of(certificate)) ? trusted.MarksIn(chain.ChainElements) : null;
        }
        finally
        {
            foreach (var element in chain.ChainElements)
                element.Certificate.Dispose();
        }
    }

    /// <summary>Whether its authority has revoked it meanwhile.</summary>
    public bool IsRevoked(CertificateId certificate) => revoked is not null && revoked.Value.Hold(certificate);

    /// <summary>Who the certificate is for; null when it names nobody.</summary>
    public DeviceIdentity? DeviceOf(X509Certificate2 certificate) =>
        DeviceNames.Of(Part(certificate, "2.5.4.10") ?? defaultTenant, Part(certificate, "2.5.4.3") ?? AlternativeName(certificate));

    private static string? Part(X509Certificate2 certificate, string oid)
    {
        string? found = null;
        foreach (var part in certificate.SubjectName.EnumerateRelativeDistinguishedNames())
        {
            // Two names, or two in one: nobody should have to guess which one counts.
            if (part.HasMultipleElements || (part.GetSingleElementType().Value == oid && found is not null))
                return "";
            if (part.GetSingleElementType().Value == oid)
                found = part.GetSingleElementValue() ?? "";
        }
        return found;
    }

    private static string? AlternativeName(X509Certificate2 certificate)
    {
        foreach (var extension in certificate.Extensions)
            if (extension.Oid?.Value == SubjectAlternativeName)
                return new X509SubjectAlternativeNameExtension(extension.RawData).EnumerateDnsNames().FirstOrDefault();
        return null;
    }
}
