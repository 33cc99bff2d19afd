using System.Text.Json;
using ServerlessIot.Domain.Devices;
using ServerlessIot.Steps.Registry;

namespace ServerlessIot.Ops.Api.Registry.Rows;

/// <summary>Rows as one JSON array.</summary>
internal sealed class JsonRows : RowReader
{
    /// <inheritdoc/>
    public override IEnumerable<BulkRow> Read(ReadOnlyMemory<byte> body, string? tenant)
    {
        var elements = Split(body);
        return elements.Select((element, i) => Row(i + 1, body[element], tenant));
    }

    /// <summary>The row that some JSON is.</summary>
    internal static BulkRow Row(int number, ReadOnlyMemory<byte> json, string? tenant)
    {
        try
        {
            using var document = JsonDocument.Parse(json, JsonMembers.Strict);
            var faults = new List<FieldFault>();
            var draft = RegistrationReader.Read(document.RootElement, tenant, null, faults);
            return new(number, draft, Reason(faults));
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // The latter for names with half a character, escaped.
            return new(number, null, $"This is no JSON: {error.Message}");
        }
    }

    /// <summary>All that is wrong, in one text; null when nothing is.</summary>
    internal static string? Reason(List<FieldFault> faults) => faults.Count == 0 ? null : string.Join(' ', faults.Select(fault => fault.Reason).Distinct());

    // One by one, so that a row with a fault of its own leaves the others alone.
    private static List<Range> Split(ReadOnlyMemory<byte> body)
    {
        var elements = new List<Range>();
        try
        {
            var reader = new Utf8JsonReader(body.Span, new JsonReaderOptions { MaxDepth = JsonMembers.Strict.MaxDepth + 1 });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray) throw new NoRowsException("The body is a JSON array.");
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                elements.Add(start..(int)reader.BytesConsumed);
                // As many as tell that there are too many.
                if (elements.Count > BulkRegistration.MostRows) return elements;
            }

            if (reader.Read()) throw new NoRowsException("The body is one JSON array.");
        }
        catch (JsonException error)
        {
            throw new NoRowsException($"The body is no JSON: {error.Message}", error);
        }

        return elements;
    }
}
