using System.Buffers;
using System.IO.Compression;
using ServerlessIot.Domain.Events;

namespace ServerlessIot.Benchmarks.Archive;

/// <summary>JSON lines, and what general compressors make of bytes.</summary>
internal static class Lines
{
    internal static byte[] Of(IEnumerable<DeviceEvent> rows)
    {
        var to = new ArrayBufferWriter<byte>();
        foreach (var row in rows)
        {
            EventJson.Write(to, row);
            to.Write("\n"u8);
        }

        return to.WrittenSpan.ToArray();
    }

    /// <summary>Bytes after gzip at the level of the hot tier.</summary>
    internal static long Gzip(byte[] bytes)
    {
        using var to = new MemoryStream();
        using (var gzip = new GZipStream(to, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(bytes);
        return to.Length;
    }

    /// <summary>Bytes after Brotli at its best, quality 11 with a window of 4 MiB.</summary>
    internal static long Brotli(byte[] bytes)
    {
        var to = new byte[BrotliEncoder.GetMaxCompressedLength(bytes.Length)];
        return BrotliEncoder.TryCompress(bytes, to, out var length, quality: 11, window: 22) ? length : throw new InvalidOperationException("Brotli failed.");
    }
}
