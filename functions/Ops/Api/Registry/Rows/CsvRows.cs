using System.Globalization;
using System.Text;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Steps.Registry;

namespace ServerlessIot.Ops.Api.Registry.Rows;

/// <summary>Rows as comma-separated values. The first record names the columns: tenant, device, type, protocol, latitude, longitude, altitude, location (words), firmware, model, enabled, tag:NAME. Empty = not said.</summary>
internal sealed class CsvRows : RowReader
{
    private const string TagPrefix = "tag:";
    private static readonly string[] Columns = ["tenant", "device", "type", "protocol", "latitude", "longitude", "altitude", "location", "firmware", "model", "enabled"];
    private static readonly int MostColumns = Columns.Length + RegistrationRules.MostTags;
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    /// <inheritdoc/>
    public override IEnumerable<BulkRow> Read(ReadOnlyMemory<byte> body, string? tenant)
    {
        var csv = new CsvText(Text(body));
        var header = Header(csv.Read(MostColumns));
        for (var number = 1; csv.Read(MostColumns) is { } fields; number++)
        {
            yield return fields.Count == header.Count
                ? Row(number, new CsvFields(header, fields), tenant)
                : new(number, null, string.Create(CultureInfo.InvariantCulture, $"It has {fields.Count} fields, and the header {header.Count}."));
        }
    }

    private static string Text(ReadOnlyMemory<byte> body)
    {
        try
        {
            // With the mark that spreadsheets begin their files with.
            return Utf8.GetString(body.Span.StartsWith(Encoding.UTF8.Preamble) ? body.Span[Encoding.UTF8.Preamble.Length..] : body.Span);
        }
        catch (DecoderFallbackException error)
        {
            throw new NoRowsException("The body is no UTF-8.", error);
        }
    }

    private static IReadOnlyList<string> Header(IReadOnlyList<string>? header)
    {
        if (header is null) throw new NoRowsException("The body has no header.");
        foreach (var name in header)
        {
            if (!Columns.Contains(name) && !(name.StartsWith(TagPrefix, StringComparison.Ordinal) && RegistrationRules.IsTagName(name[TagPrefix.Length..])))
                throw new NoRowsException($"The header names columns out of {string.Join(", ", Columns)} and {TagPrefix}NAME, and nothing else.");
        }

        return header.Distinct().Count() == header.Count ? header : throw new NoRowsException("The header names a column twice.");
    }

    private static BulkRow Row(int number, CsvFields fields, string? tenant)
    {
        var tags = new SortedDictionary<string, string>(fields.Under(TagPrefix).ToDictionary(), StringComparer.Ordinal);
        var location = new DeviceLocation(fields.Number("latitude"), fields.Number("longitude"), fields.Number("altitude"), fields.Text("location"));
        var draft = new RegistrationDraft(
            new DeviceRegistration
            {
                Tenant = fields.Text("tenant") ?? tenant ?? "",
                Device = fields.Text("device") ?? "",
                Type = fields.Text("type") ?? "",
                Protocol = fields.Text("protocol"),
                Location = location == new DeviceLocation(null, null, null, null) ? null : location,
                Firmware = fields.Text("firmware"),
                Model = fields.Text("model"),
                Tags = tags.Count == 0 ? null : tags,
            },
            fields.Truth("enabled"));
        var faults = fields.Faults;
        if (tenant is not null && draft.Device.Tenant != tenant) faults.Add(new("tenant", "tenant is that of the address."));
        if (faults.Count == 0) faults.AddRange(RegistrationRules.Check(draft.Device));
        return new(number, draft, JsonRows.Reason(faults));
    }
}
