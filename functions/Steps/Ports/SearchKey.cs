using System.Buffers.Text;
using System.Text;
using ServerlessIot.Domain.Archive;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Steps.Ports;

/// <summary>The place of an event in the answer of a search: its page token.</summary>
/// <param name="Tenant">Tenant of the event.</param>
/// <param name="Device">Its device.</param>
/// <param name="Key">Its place in the device's history.</param>
public sealed record SearchKey(string Tenant, string Device, HistoryKey Key)
{
    private const char Separator = '\n';

    /// <summary>The key of an event.</summary>
    public static SearchKey Of(DeviceEvent e) => new(e.Tenant, e.Device, HistoryKey.Of(e));

    /// <summary>Above 0 when this key comes behind the other.</summary>
    public int CompareTo(SearchKey other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var order = RowOrder.Devices(Tenant, Device, other.Tenant, other.Device);
        return order != 0 ? order : Key.CompareTo(other.Key);
    }

    /// <summary>Text form, which fits in an address.</summary>
    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{Tenant}{Separator}{Device}{Separator}{Key}"));

    /// <summary>Reads the text form; null when it is none.</summary>
    public static SearchKey? TryParse(string? text)
    {
        if (string.IsNullOrEmpty(text) || text.Length > 4096 || !Base64Url.IsValid(text)) return null;
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split(Separator);
        return parts.Length == 3 && HistoryKey.TryParse(parts[2], out var key) ? new SearchKey(parts[0], parts[1], key) : null;
    }
}
