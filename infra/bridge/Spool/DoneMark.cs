using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using ServerlessIot.Domain.Archive;

namespace ServerlessIot.Bridge.Spool;

/// <summary>
/// Up to which record the log has everything: a file with two places that are written in turn (sequence, 8 bytes, and its CRC-32C), so that
/// a torn write leaves the mark before.
/// </summary>
internal sealed class DoneMark : IDisposable
{
    private const int Size = 12;
    private const int Apart = 512;
    private readonly SafeFileHandle _file;
    private int _turn;

    public DoneMark(string path)
    {
        _file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        var marks = new[] { Read(0), Read(1) };
        Sequence = marks.Max();
        _turn = marks[0] == Sequence ? 1 : 0;
    }

    /// <summary>Everything up to this one is in the log; 0 at the beginning.</summary>
    public ulong Sequence { get; private set; }

    /// <summary>Moves the mark; it is on the disk when this returns.</summary>
    /// <exception cref="IOException">It is not.</exception>
    public void Write(ulong sequence)
    {
        Span<byte> bytes = stackalloc byte[Size];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, sequence);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], Crc32C.Of(bytes[..8]));
        RandomAccess.Write(_file, bytes, _turn * Apart);
        RandomAccess.FlushToDisk(_file);
        _turn = 1 - _turn;
        Sequence = sequence;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private ulong Read(int place)
    {
        Span<byte> bytes = stackalloc byte[Size];
        var whole = RandomAccess.Read(_file, bytes, place * Apart) == Size;
        return whole && Crc32C.Of(bytes[..8]) == BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]) ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : 0;
    }
}
