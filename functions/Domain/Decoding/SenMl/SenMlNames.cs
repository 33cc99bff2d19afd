using ServerlessIot.Domain.Text;

namespace ServerlessIot.Domain.Decoding.SenMl;

/// <summary>
/// Names of measures. An event is always of the topic's device: what a resolved name says up to and including that device is left out
/// (<c>urn:dev:mac:box-1:temp</c> and <c>box-1/temp</c> of the device <c>box-1</c> are <c>temp</c>); a name that does not hold the topic's device stays whole.
/// </summary>
internal static class SenMlNames
{
    /// <summary>The measure's name.</summary>
    /// <param name="resolved">Base name and name.</param>
    /// <param name="context">Names the device.</param>
    internal static string MeasureOf(ReadOnlySpan<byte> resolved, in PayloadContext context)
    {
        Span<byte> device = stackalloc byte[PayloadLimits.NameBytes * 3];
        if (!System.Text.Encoding.UTF8.TryGetBytes(context.Device, device, out var length) || length == 0) return TextCache.Get(resolved);
        device = device[..length];
        for (var from = 0; resolved[from..].IndexOf(device) is var found and >= 0; from += found + 1)
        {
            var (start, end) = (from + found, from + found + length);
            if (start > 0 && !IsSeparator(resolved[start - 1])) continue;
            if (end == resolved.Length) return string.IsNullOrEmpty(context.DataType) ? "value" : context.DataType;
            if (!IsSeparator(resolved[end])) continue;
            var rest = resolved[(end + 1)..];
            return rest.IsEmpty ? string.IsNullOrEmpty(context.DataType) ? "value" : context.DataType : TextCache.Get(rest);
        }

        return TextCache.Get(resolved);
    }

    private static bool IsSeparator(byte character) => character is (byte)':' or (byte)'/';
}
