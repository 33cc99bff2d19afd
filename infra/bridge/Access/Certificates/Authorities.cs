using System.Security.Cryptography.X509Certificates;
using ServerlessIot.Bridge.Access.Marks;

namespace ServerlessIot.Bridge.Access.Certificates;

/// <summary>The authorities that device certificates are issued by.</summary>
internal sealed class Authorities : IMarked
{
    private readonly CredentialMark[] _marks;

    private Authorities(X509Certificate2Collection all) =>
        (All, _marks) = (all, [.. all.Select(MarkOf)]);

    /// <summary>Their certificates.</summary>
    public X509Certificate2Collection All { get; }

    /// <inheritdoc/>
    public IReadOnlyList<CredentialMark> Marks => _marks;

    /// <summary>Reads a PEM file of certificates.</summary>
    /// <exception cref="FormatException">It holds no certificate.</exception>
    public static Authorities Read(byte[] content)
    {
        var all = new X509Certificate2Collection();
        all.ImportFromPem(System.Text.Encoding.ASCII.GetString(content));
        return all.Count > 0 ? new Authorities(all) : throw new FormatException("it holds no certificate");
    }

    /// <summary>By name and key: an authority whose certificate is renewed stays the same one.</summary>
    private static CredentialMark MarkOf(X509Certificate2 one) => CredentialMark.OfPublic([.. one.SubjectName.RawData, .. one.PublicKey.ExportSubjectPublicKeyInfo()]);

    /// <summary>Marks of those in a chain.</summary>
    public CredentialMark[] MarksIn(X509ChainElementCollection chain)
    {
        var found = new List<CredentialMark>(1);
        foreach (var element in chain)
            for (var i = 0; i < _marks.Length; i++)
                if (element.Certificate.RawDataMemory.Span.SequenceEqual(All[i].RawDataMemory.Span) && !found.Contains(_marks[i]))
                    found.Add(_marks[i]);
        return [.. found];
    }
}
