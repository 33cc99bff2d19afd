using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;
using ServerlessIot.Broker.Wire;

namespace ServerlessIot.Broker.Network;

/// <summary>Cuts a connection's bytes into frames. Memory grows with the bytes that came, not with the length that was announced.</summary>
internal sealed class FrameReader(Socket socket, int maxFrameBytes, MemoryBudget budget, TimeProvider time) : IDisposable
{
    // Requests up to here are not counted against the budget shared by all connections.
    private const int FreeBytes = 1 << 20;
    private const int IdleBytes = 16 * 1024;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(IdleBytes);
    private int _start;
    private int _end;
    private int _taken;
    private int _borrowed;

    private long _lastReceived = time.GetTimestamp();

    /// <summary>Whether some but not all bytes of a frame are here.</summary>
    public bool IsMidFrame => _end - _start > _taken;

    /// <summary>Timestamp of the last bytes that came, by the clock.</summary>
    public long LastReceived => Volatile.Read(ref _lastReceived);

    /// <summary>Reads the next frame; the previous one's memory is given up.</summary>
    /// <returns>The frame without its length; null when the peer closed between frames.</returns>
    /// <exception cref="MalformedRequestException">The length makes no sense, or the peer closed within a frame.</exception>
    public async ValueTask<Memory<byte>?> ReadAsync(CancellationToken stopping)
    {
        _start += _taken;
        _taken = 0;
        Shrink();
        if (!await FillAsync(sizeof(int), stopping))
            return null;
        var length = BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(_start));
        if (length < 8 || length > maxFrameBytes)
            throw new MalformedRequestException($"a frame of {length} bytes, allowed are 8 to {maxFrameBytes}");
        if (length > FreeBytes)
        {
            await budget.TakeAsync(length, stopping);
            _borrowed = length;
        }

        if (!await FillAsync(sizeof(int) + length, stopping))
            throw new MalformedRequestException($"the connection ended within a frame of {length} bytes");
        _taken = sizeof(int) + length;
        return _buffer.AsMemory(_start + sizeof(int), length);
    }

    private async ValueTask<bool> FillAsync(int wanted, CancellationToken stopping)
    {
        while (_end - _start < wanted)
        {
            MakeRoom(wanted);
            var got = await socket.ReceiveAsync(_buffer.AsMemory(_end), SocketFlags.None, stopping);
            if (got == 0)
                return _end == _start ? false : throw new MalformedRequestException("the connection ended within a frame");
            _end += got;
            Volatile.Write(ref _lastReceived, time.GetTimestamp());
        }

        return true;
    }

    private void MakeRoom(int wanted)
    {
        if (_start == _end)
            _start = _end = 0;
        if (_buffer.Length - _start >= wanted && _end < _buffer.Length)
            return;
        var held = _buffer.AsSpan(_start, _end - _start);
        if (_buffer.Length >= wanted && _start > 0)
        {
            held.CopyTo(_buffer);
        }
        else
        {
            var grown = ArrayPool<byte>.Shared.Rent(Math.Min(wanted, 2 * _buffer.Length));
            held.CopyTo(grown);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = grown;
        }

        _end -= _start;
        _start = 0;
    }

    private void Shrink()
    {
        budget.Return(_borrowed);
        _borrowed = 0;
        if (_buffer.Length <= 2 * FreeBytes || _end - _start > IdleBytes)
            return;
        var small = ArrayPool<byte>.Shared.Rent(IdleBytes);
        _buffer.AsSpan(_start, _end - _start).CopyTo(small);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = small;
        _end -= _start;
        _start = 0;
    }

    public void Dispose()
    {
        budget.Return(_borrowed);
        _borrowed = 0;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }
}
