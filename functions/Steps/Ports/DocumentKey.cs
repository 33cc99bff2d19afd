using System.Buffers.Text;
using System.Text;

namespace ServerlessIot.Steps.Ports;

/// <summary>The place of a document in the order (partition, id), as opaque text that fits in an address: the page token of <see cref="IDocumentStore.QueryAsync{T}"/>.</summary>
/// <param name="Partition">Partition key: tenant/device.</param>
/// <param name="Id">Document id.</param>
public readonly record struct DocumentKey(string Partition, string Id)
{
    private const char Separator = '\n';

    /// <summary>The text form: base64url of partition, line feed, id.</summary>
    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Partition + Separator + Id));

    /// <summary>Reads the text form; false when it is none.</summary>
    public static bool TryParse(string? text, out DocumentKey key)
    {
        key = default;
        if (string.IsNullOrEmpty(text) || text.Length > 4096 || !Base64Url.IsValid(text)) return false;
        var plain = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text));
        var end = plain.IndexOf(Separator, StringComparison.Ordinal);
        if (end < 0) return false;
        key = new DocumentKey(plain[..end], plain[(end + 1)..]);
        return true;
    }
}
