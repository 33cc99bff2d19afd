namespace ServerlessIot.Domain.Devices;

/// <summary>
/// The order of versions as people write them: numbers by their value (1.9 before 1.10), other parts by their letters, a missing part before any
/// (1.0 before 1.0.1), save a pre-release, which is before its release (1.0-rc1 before 1.0). A leading v counts for nothing.
/// </summary>
public static class FirmwareVersion
{
    /// <summary>Below 0 when <paramref name="left"/> is the older one, 0 when they are the same, above 0 otherwise.</summary>
    public static int Compare(string left, string right)
    {
        ReadOnlySpan<char> a = Trim(left), b = Trim(right);
        while (a.Length > 0 && b.Length > 0)
        {
            ReadOnlySpan<char> x = Part(ref a), y = Part(ref b);
            var order = char.IsAsciiDigit(x[0]) && char.IsAsciiDigit(y[0]) ? Numbers(x, y) : Texts(x, y);
            if (order != 0) return order;
        }

        return Rest(a) - Rest(b);
    }

    private static int Rest(ReadOnlySpan<char> rest) => rest.IsEmpty ? 0 : rest[0] == '-' ? -1 : 1;

    private static int Numbers(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        // Of any length, so never through an integer.
        left = left.TrimStart('0');
        right = right.TrimStart('0');
        return left.Length != right.Length ? left.Length.CompareTo(right.Length) : left.CompareTo(right, StringComparison.Ordinal);
    }

    // 1.0-rc1 before 1.0.1: what follows the dash is no part of the numbers.
    private static int Texts(ReadOnlySpan<char> left, ReadOnlySpan<char> right) =>
        left[0] == '-' != (right[0] == '-') ? (left[0] == '-' ? -1 : 1) : left.CompareTo(right, StringComparison.OrdinalIgnoreCase);

    private static ReadOnlySpan<char> Trim(string text) => text.Length > 1 && text[0] is 'v' or 'V' && char.IsAsciiDigit(text[1]) ? text.AsSpan(1) : text;

    private static ReadOnlySpan<char> Part(ref ReadOnlySpan<char> rest)
    {
        var digits = char.IsAsciiDigit(rest[0]);
        var end = 1;
        while (end < rest.Length && char.IsAsciiDigit(rest[end]) == digits && (digits || rest[end] != '-')) end++;
        var part = rest[..end];
        rest = rest[end..];
        return part;
    }
}
