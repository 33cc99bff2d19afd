using System.Buffers;
using System.IO.Pipelines;

namespace ServerlessIot.Bridge.Mqtt.Publishing;

/// <summary>
/// The only writer of a connection. Whoever has something to say leaves it here; one work item at a time writes all there is and flushes
/// once, so that acknowledgements of a batch travel together.
/// </summary>
internal sealed class ConnectionOutput(PipeWriter pipe, AckQueue acks, Action<Exception> failed) : IThreadPoolWorkItem
{
    private const int Idle = 0;
    private const int Running = 1;
    private const int Again = 2;

    /// <summary>Answers to packets other than PUBLISH that may wait, in bytes: a device that does not read is not read either.</summary>
    private const int Room = 16 * 1024;

    private readonly Lock _lock = new();
    private ArrayBufferWriter<byte>? _answers;
    private TaskCompletionSource? _idle;
    private int _state;
    private byte[]? _last;
    private bool _completed;

    public bool HasRoom
    {
        get
        {
            lock (_lock)
                return _answers is null || _answers.WrittenCount < Room;
        }
    }

    /// <summary>Whether nothing is written any more.</summary>
    public bool IsCompleted => Volatile.Read(ref _completed);

    /// <summary>Leaves a packet to be written soon.</summary>
    public void Enqueue(ReadOnlySpan<byte> packet)
    {
        lock (_lock)
            (_answers ??= new ArrayBufferWriter<byte>(64)).Write(packet);
        Signal();
    }

    /// <summary>Leaves the connection's last packet: it goes out behind everything that is due, and nothing goes out behind it.</summary>
    public void EnqueueLast(byte[] packet)
    {
        Volatile.Write(ref _last, packet);
        Signal();
    }

    /// <summary>Says that something may be there to write. Cheap when a write is under way.</summary>
    public void Signal()
    {
        if (Interlocked.Exchange(ref _state, Again) == Idle)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Completes when all that could be written was.</summary>
    public Task WhenIdle()
    {
        lock (_lock)
            return Volatile.Read(ref _state) == Idle ? Task.CompletedTask : (_idle ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
    }

    /// <summary>From now on nothing is written.</summary>
    public void Complete() => Volatile.Write(ref _completed, true);

    void IThreadPoolWorkItem.Execute() => _ = DrainAsync();

    private async Task DrainAsync()
    {
        try
        {
            do
            {
                Volatile.Write(ref _state, Running);
                if (!Volatile.Read(ref _completed) && Write() && (await pipe.FlushAsync()).IsCompleted)
                    Complete();
            }
            while (!TryRest());
        }
        catch (Exception e)
        {
            // Observed here because nobody awaits this task. The peer is gone, or the pipe was completed meanwhile.
            var late = Volatile.Read(ref _completed);
            Complete();
            TryRest(force: true);
            if (!late)
                failed(e);
        }
    }

    private bool Write()
    {
        var wrote = false;
        lock (_lock)
        {
            if (_answers is { WrittenCount: > 0 })
            {
                pipe.Write(_answers.WrittenSpan);
                // A burst's large buffer is not kept for a connection's lifetime.
                if (_answers.Capacity > 1024)
                    _answers = null;
                else
                    _answers.ResetWrittenCount();
                wrote = true;
            }
        }
        wrote |= acks.WriteDue(pipe);
        if (Volatile.Read(ref _last) is not { } last)
            return wrote;
        pipe.Write(last);
        Complete();
        return true;
    }

    private bool TryRest(bool force = false)
    {
        TaskCompletionSource? idle;
        lock (_lock)
        {
            if (force)
                Volatile.Write(ref _state, Idle);
            else if (Interlocked.CompareExchange(ref _state, Idle, Running) != Running)
                return false;
            (idle, _idle) = (_idle, null);
        }
        idle?.TrySetResult();
        return true;
    }
}
