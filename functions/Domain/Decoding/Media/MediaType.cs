namespace ServerlessIot.Domain.Decoding.Media;

/// <summary>A content type taken apart (RFC 9110, section 8.3.1).</summary>
internal static class MediaType
{
    /// <summary>The type without parameters, as it was written; its case does not matter.</summary>
    internal static ReadOnlySpan<char> Essence(string contentType)
    {
        var end = contentType.IndexOf(';', StringComparison.Ordinal);
        return (end < 0 ? contentType : contentType.AsSpan(0, end)).Trim();
    }

    /// <summary>The value of a parameter, without quotes; null when there is none.</summary>
    internal static string? Parameter(string contentType, string name)
    {
        var rest = contentType.AsSpan();
        for (var at = rest.IndexOf(';'); at >= 0; at = rest.IndexOf(';'))
        {
            rest = rest[(at + 1)..];
            var end = rest.IndexOf(';');
            var part = (end < 0 ? rest : rest[..end]).Trim();
            var equals = part.IndexOf('=');
            if (equals > 0 && part[..equals].TrimEnd().Equals(name, StringComparison.OrdinalIgnoreCase)) return part[(equals + 1)..].Trim().Trim('"').ToString();
        }

        return null;
    }

    /// <summary>The schema that parameters name, <c>schema=vehicle;version=2</c>; null when they name none.</summary>
    internal static string? Schema(string? contentType)
    {
        if (contentType is null || !contentType.Contains(';', StringComparison.Ordinal) || Parameter(contentType, "schema") is not { Length: > 0 } schema) return null;
        return Parameter(contentType, "version") is { Length: > 0 } version ? $"{schema}/{version}" : schema;
    }
}
