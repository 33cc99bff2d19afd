using System.Security.Cryptography.X509Certificates;

namespace ServerlessIot.Adapters.Notify.Email;

/// <summary>Authorities that a mail server's certificate must lead to, in place of those of the system: for a server of one's own.</summary>
/// <param name="Roots">Their certificates.</param>
public sealed record SmtpTrust(X509Certificate2Collection Roots);
