using System.Globalization;

namespace ServerlessIot.Bridge.Spool;

/// <summary>One append-only file of the spool, called after its first record.</summary>
/// <param name="directory">The spool's directory.</param>
/// <param name="first">Sequence of its first record.</param>
internal sealed class SpoolSegment(string directory, ulong first)
{
    /// <summary>How segment files end.</summary>
    public const string Extension = ".spool";

    public string Path { get; } = System.IO.Path.Combine(directory, first.ToString("D20", CultureInfo.InvariantCulture) + Extension);

    /// <summary>Sequence of its last record, or lower than its first when it has none.</summary>
    public ulong Last { get; set; } = first - 1;

    /// <summary>Bytes that are on the disk for good.</summary>
    public long Length { get; set; }

    /// <summary>Arrival of its first record, Unix milliseconds.</summary>
    public long Since { get; set; } = long.MaxValue;

    /// <summary>The segments of a directory, oldest first.</summary>
    public static IEnumerable<SpoolSegment> In(string directory)
    {
        foreach (var path in Directory.EnumerateFiles(directory, "*" + Extension).Order(StringComparer.Ordinal))
            if (ulong.TryParse(System.IO.Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var first) && first > 0)
                yield return new SpoolSegment(System.IO.Path.GetDirectoryName(path)!, first);
    }

    /// <summary>Reads its bytes from one place to another.</summary>
    /// <exception cref="IOException">The disk cannot be read.</exception>
    public byte[] Read(long from, long to)
    {
        using var file = File.OpenHandle(Path, share: FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[to - from];
        var count = 0;
        while (count < bytes.Length && RandomAccess.Read(file, bytes.AsSpan(count), from + count) is > 0 and var read)
            count += read;
        return count == bytes.Length ? bytes : bytes[..count];
    }
}
