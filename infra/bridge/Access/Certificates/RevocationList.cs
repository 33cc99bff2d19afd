using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ServerlessIot.Bridge.Access.Certificates;

/// <summary>A certificate revocation list: RFC 5280, 5.1. Which serial numbers of one authority count no longer.</summary>
internal sealed class RevocationList
{
    private readonly HashSet<BigInteger> _serials;

    private RevocationList(byte[] issuer, HashSet<BigInteger> serials, DateTimeOffset? nextUpdate) =>
        (Issuer, IssuerId, _serials, NextUpdate) = (issuer, CertificateId.IssuerOf(issuer), serials, nextUpdate);

    /// <summary>The authority's name, DER.</summary>
    public byte[] Issuer { get; }

    /// <summary>The authority's name as in <see cref="CertificateId.Issuer"/>.</summary>
    public string IssuerId { get; }

    /// <summary>When the authority meant to have written the next one; null when it does not say.</summary>
    public DateTimeOffset? NextUpdate { get; }

    public int Count => _serials.Count;

    /// <summary>Whether a certificate of this authority is on the list.</summary>
    public bool Holds(CertificateId certificate) => _serials.Contains(certificate.Number);

    /// <summary>Reads a list and checks that one of the authorities signed it.</summary>
    /// <exception cref="FormatException">It is malformed, or signed by nobody who may.</exception>
    public static RevocationList Read(ReadOnlyMemory<byte> der, IEnumerable<X509Certificate2> authorities)
    {
        try
        {
            var outer = new AsnReader(der, AsnEncodingRules.DER).ReadSequence();
            var signed = outer.PeekEncodedValue();
            var body = outer.ReadSequence();
            var algorithm = outer.ReadSequence().ReadObjectIdentifier();
            var signature = outer.ReadBitString(out _);
            var list = Body(body);
            var issuer = authorities.FirstOrDefault(a => a.SubjectName.RawData.AsSpan().SequenceEqual(list.Issuer) && Signed(a, algorithm, signed.Span, signature));
            return issuer is null ? throw new FormatException("a revocation list is signed by none of the authorities") : list;
        }
        catch (Exception e) when (e is AsnContentException or OverflowException)
        {
            throw new FormatException($"a revocation list is malformed: {e.Message}", e);
        }
    }

    private static RevocationList Body(AsnReader body)
    {
        if (body.PeekTag().HasSameClassAndValue(Asn1Tag.Integer))
            body.ReadInteger();
        body.ReadSequence(); // the algorithm once more
        var issuer = body.ReadEncodedValue().ToArray();
        Time(body);
        DateTimeOffset? next = body.HasData && IsTime(body.PeekTag()) ? Time(body) : null;
        var serials = new HashSet<BigInteger>();
        if (body.HasData && body.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence))
        {
            var entries = body.ReadSequence();
            while (entries.HasData)
                serials.Add(entries.ReadSequence().ReadInteger());
        }
        return new RevocationList(issuer, serials, next);
    }

    private static bool IsTime(Asn1Tag tag) => tag.HasSameClassAndValue(Asn1Tag.UtcTime) || tag.HasSameClassAndValue(Asn1Tag.GeneralizedTime);

    private static DateTimeOffset Time(AsnReader from) =>
        from.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime) ? from.ReadUtcTime() : from.ReadGeneralizedTime();

    private static bool Signed(X509Certificate2 authority, string algorithm, ReadOnlySpan<byte> data, byte[] signature)
    {
        HashAlgorithmName? hash = algorithm switch
        {
            "1.2.840.10045.4.3.2" or "1.2.840.113549.1.1.11" => HashAlgorithmName.SHA256,
            "1.2.840.10045.4.3.3" or "1.2.840.113549.1.1.12" => HashAlgorithmName.SHA384,
            "1.2.840.10045.4.3.4" or "1.2.840.113549.1.1.13" => HashAlgorithmName.SHA512,
            _ => null,
        };
        if (hash is not { } name)
            return false;
        using var ec = authority.GetECDsaPublicKey();
        if (ec is not null)
            return ec.VerifyData(data, signature, name, DSASignatureFormat.Rfc3279DerSequence);
        using var rsa = authority.GetRSAPublicKey();
        return rsa is not null && rsa.VerifyData(data, signature, name, RSASignaturePadding.Pkcs1);
    }
}
