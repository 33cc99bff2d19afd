using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace ServerlessIot.Bridge.Access.Certificates;

/// <summary>The revocation lists of all authorities.</summary>
internal sealed class RevocationLists
{
    private const string Label = "X509 CRL";
    private readonly List<RevocationList> _lists;

    private RevocationLists(List<RevocationList> lists) => _lists = lists;

    /// <summary>Reads a PEM file of revocation lists.</summary>
    /// <exception cref="FormatException">One is malformed or not signed by an authority, or there is none.</exception>
    public static RevocationLists Read(byte[] content, IReadOnlyList<X509Certificate2> authorities)
    {
        var lists = new List<RevocationList>();
        var rest = Encoding.ASCII.GetString(content).AsSpan();
        while (PemEncoding.TryFind(rest, out var fields))
        {
            if (rest[fields.Label] is not Label)
                throw new FormatException($"it holds a '{rest[fields.Label]}', not only '{Label}'");
            lists.Add(RevocationList.Read(Convert.FromBase64String(rest[fields.Base64Data].ToString()), authorities));
            rest = rest[fields.Location.End..];
        }
        return lists.Count > 0 ? new RevocationLists(lists) : throw new FormatException($"it holds no '{Label}'");
    }

    /// <summary>Whether a certificate's authority has revoked it.</summary>
    public bool Hold(CertificateId certificate)
    {
        foreach (var list in _lists)
            if (certificate.Issuer == list.IssuerId && list.Holds(certificate))
                return true;
        return false;
    }
}
