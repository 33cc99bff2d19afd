using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace ServerlessIot.Domain.Tests.Decoding.Encoders;

/// <summary>Writes the binary records and frames of SOURCES 7.</summary>
internal static class RecordWriter
{
    internal static byte[] Record(string id, long time, double temperature, double humidity, double pressure, double voltage, byte status)
    {
        var record = new byte[34];
        record[0] = (byte)id.Length;
        Encoding.ASCII.GetBytes(id, record.AsSpan(1));
        BinaryPrimitives.WriteInt64BigEndian(record.AsSpan(17), time);
        var at = 25;
        foreach (var value in new[] { temperature, humidity, pressure, voltage })
        {
            BinaryPrimitives.WriteInt16BigEndian(record.AsSpan(at), (short)Math.Round(value * 10));
            at += 2;
        }

        record[at] = status;
        return record;
    }

    internal static byte[] Frame(byte[] body, bool? compress = null)
    {
        var compressed = compress ?? body.Length > 1_024;
        if (compressed) body = Zlib(body);
        return [compressed ? (byte)1 : (byte)0, (byte)(body.Length >> 8), (byte)body.Length, .. body];
    }

    internal static byte[] Zlib(byte[] bytes)
    {
        var to = new MemoryStream();
        using (var zlib = new ZLibStream(to, CompressionLevel.SmallestSize, leaveOpen: true)) zlib.Write(bytes);
        return to.ToArray();
    }
}
