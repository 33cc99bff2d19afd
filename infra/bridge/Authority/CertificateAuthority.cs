using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ServerlessIot.Bridge.Access;

namespace ServerlessIot.Bridge.Authority;

/// <summary>
/// A certificate authority of one's own in a folder: <c>ca.pem</c> (for <c>Bridge__ClientCaFile</c>), <c>ca.key</c>, <c>crl.pem</c> (for
/// <c>Bridge__RevocationFile</c>) and <c>ledger.jsonl</c>. Device certificates are for ECDSA P-256 keys and client authentication; the
/// organization is the tenant, the common name the device: RFC 5280.
/// </summary>
internal sealed class CertificateAuthority : IDisposable
{
    /// <summary>Lifetime of a device's certificate.</summary>
    public static readonly TimeSpan DeviceLifetime = TimeSpan.FromDays(365);

    private static readonly TimeSpan OwnLifetime = TimeSpan.FromDays(3_650);

    /// <summary>Clocks of devices and bridge may be apart.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    private readonly string _folder;
    private readonly TimeProvider _time;
    private readonly FileStream _lock;
    private readonly X509Certificate2 _certificate;
    private readonly AuthorityLedger _ledger;

    private CertificateAuthority(string folder, TimeProvider time, FileStream held)
    {
        (_folder, _time, _lock) = (folder, time, held);
        _ledger = new AuthorityLedger(Path.Combine(folder, "ledger.jsonl"));
        _certificate = X509Certificate2.CreateFromPemFile(CertificatePath, Path.Combine(folder, "ca.key"));
    }

    private string CertificatePath => Path.Combine(_folder, "ca.pem");

    /// <summary>Makes a new authority in an empty or new folder.</summary>
    /// <exception cref="AuthorityException">There is one already.</exception>
    public static CertificateAuthority Create(string folder, string name, TimeProvider time)
    {
        Directory.CreateDirectory(folder);
        var held = Hold(folder);
        try
        {
            if (File.Exists(Path.Combine(folder, "ca.pem")))
                throw new AuthorityException($"There is an authority in {folder} already. Its certificates would count no longer: choose another folder.");
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest(new X500DistinguishedName($"CN=\"{Quoted(name)}\""), key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
            request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
            request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
            var now = time.GetUtcNow();
            using var certificate = request.CreateSelfSigned(now - Skew, now + OwnLifetime);
            PrivateFile.Write(Path.Combine(folder, "ca.key"), key.ExportPkcs8PrivateKeyPem());
            File.WriteAllText(Path.Combine(folder, "ca.pem"), certificate.ExportCertificatePem() + "\n");
            var authority = new CertificateAuthority(folder, time, held);
            authority._ledger.Append([authority.Entry(LedgerEntry.Created, new DeviceIdentity(null, null), certificate)]);
            authority.WriteRevocations();
            return authority;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Opens an authority; nobody else may work with it meanwhile.</summary>
    /// <exception cref="AuthorityException">There is none, or somebody works with it.</exception>
    public static CertificateAuthority Open(string folder, TimeProvider time)
    {
        if (!File.Exists(Path.Combine(folder, "ca.pem")))
            throw new AuthorityException($"There is no authority in {folder}. Make one: ca create --folder {folder}");
        var held = Hold(folder);
        try
        {
            return new CertificateAuthority(folder, time, held);
        }
        catch (Exception e) when (e is CryptographicException or IOException)
        {
            held.Dispose();
            throw new AuthorityException($"The authority in {folder} cannot be opened: {e.Message}", e);
        }
    }

    /// <summary>Issues certificates, with keys made here. A device that has one gets another; the older one counts until it ends or is revoked.</summary>
    public IReadOnlyList<IssuedCertificate> Issue(IReadOnlyList<DeviceIdentity> devices)
    {
        var issued = new List<(IssuedCertificate Handed, X509Certificate2 Certificate, DeviceIdentity Device)>();
        foreach (var device in devices)
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            issued.Add((Sign(device, new CertificateRequest(Name(device), key, HashAlgorithmName.SHA256), key.ExportPkcs8PrivateKeyPem(), out var certificate), certificate, device));
        }
        Book(issued);
        return [.. issued.Select(i => i.Handed)];
    }

    /// <summary>Issues a certificate for the key of a request (PKCS #10): the device keeps its private key. Of the request only the key counts.</summary>
    /// <exception cref="AuthorityException">It is no request for an ECDSA P-256 key, or its signature is wrong.</exception>
    public IssuedCertificate Issue(DeviceIdentity device, string requestPem)
    {
        try
        {
            var request = CertificateRequest.LoadSigningRequestPem(requestPem, HashAlgorithmName.SHA256);
            using var key = request.PublicKey.GetECDsaPublicKey();
            if (key is null || key.KeySize != 256)
                throw new AuthorityException("The request is not for an ECDSA key on P-256.");
            var issued = Sign(device, new CertificateRequest(Name(device), request.PublicKey, HashAlgorithmName.SHA256), null, out var certificate);
            Book([(issued, certificate, device)]);
            return issued;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new AuthorityException($"The request cannot be used: {e.Message}", e);
        }
    }

    /// <summary>Revokes every certificate of a device and writes the revocation list; returns how many.</summary>
    /// <exception cref="AuthorityException">The device has none that still counts.</exception>
    public int Revoke(DeviceIdentity device)
    {
        var standing = Standing(device).ToList();
        if (standing.Count == 0)
        {
            WriteRevocations(); // an earlier revocation may not have come this far
            throw new AuthorityException($"{device.Tenant}/{device.Device} has no certificate that counts.");
        }
        var now = _time.GetUtcNow();
        _ledger.Append(standing.Select(entry => entry with { Time = now, Action = LedgerEntry.Revoked, By = Environment.UserName }));
        WriteRevocations();
        return standing.Count;
    }

    /// <summary>Certificates that count: neither revoked nor over; of one device, or of all.</summary>
    public IEnumerable<LedgerEntry> Standing(DeviceIdentity? device = null)
    {
        var entries = _ledger.Read();
        var revoked = entries.Where(e => e.Action == LedgerEntry.Revoked).Select(e => e.Serial).ToHashSet(StringComparer.Ordinal);
        var now = _time.GetUtcNow();
        return entries.Where(e => e.Action is LedgerEntry.Issued or LedgerEntry.Renewed && !revoked.Contains(e.Serial) && e.NotAfter > now
            && (device is null || (e.Tenant == device.Tenant && e.Device == device.Device)));
    }

    /// <summary>Writes the revocation list anew from the books. It says to be renewed within a week.</summary>
    public void WriteRevocations()
    {
        var list = new CertificateRevocationListBuilder();
        var entries = _ledger.Read();
        var now = _time.GetUtcNow();
        // What is over by itself need not be listed: RFC 5280, 3.3.
        foreach (var entry in entries.Where(e => e.Action == LedgerEntry.Revoked && e.NotAfter > now - Skew))
            list.AddEntry(Convert.FromHexString(entry.Serial), entry.Time);
        var der = list.Build(_certificate, entries.Count, now.AddDays(7), HashAlgorithmName.SHA256, thisUpdate: now - Skew);
        var path = Path.Combine(_folder, "crl.pem");
        File.WriteAllText(path + ".new", PemEncoding.WriteString("X509 CRL", der) + "\n");
        File.Move(path + ".new", path, overwrite: true);
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _lock.Dispose();
    }

    private static FileStream Hold(string folder)
    {
        try
        {
            return new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new AuthorityException($"Somebody else works with the authority in {folder}: {e.Message}", e);
        }
    }

    private static X500DistinguishedName Name(DeviceIdentity device)
    {
        var name = new X500DistinguishedNameBuilder();
        name.AddOrganizationName(device.Tenant!);
        name.AddCommonName(device.Device!);
        return name.Build();
    }

    private static string Quoted(string name) => name.Replace("\"", "\"\"", StringComparison.Ordinal);

    private IssuedCertificate Sign(DeviceIdentity device, CertificateRequest request, string? keyPem, out X509Certificate2 certificate)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.2")], critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_certificate, true, false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = _time.GetUtcNow();
        var end = now + DeviceLifetime;
        if (end > _certificate.NotAfter)
            throw new AuthorityException($"The authority's own certificate ends on {_certificate.NotAfter:u}, before the device's would: make a new authority, and let bridges trust both meanwhile.");
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x3F) | 0x40); // positive, and of full length
        certificate = request.Create(_certificate, now - Skew, end, serial);
        return new IssuedCertificate(device.Tenant!, device.Device!, $"{certificate.ExportCertificatePem()}\n{_certificate.ExportCertificatePem()}\n", keyPem);
    }

    private void Book(IReadOnlyCollection<(IssuedCertificate Handed, X509Certificate2 Certificate, DeviceIdentity Device)> issued)
    {
        var known = Standing().Select(e => (e.Tenant, e.Device)).ToHashSet();
        _ledger.Append(issued.Select(i => Entry(known.Contains((i.Device.Tenant, i.Device.Device)) ? LedgerEntry.Renewed : LedgerEntry.Issued, i.Device, i.Certificate)));
        foreach (var one in issued)
            one.Certificate.Dispose();
    }

    private LedgerEntry Entry(string action, DeviceIdentity device, X509Certificate2 certificate) => new(
        _time.GetUtcNow(), action, device.Tenant, device.Device, certificate.SerialNumber, new DateTimeOffset(certificate.NotAfter.ToUniversalTime(), TimeSpan.Zero), Environment.UserName);
}
