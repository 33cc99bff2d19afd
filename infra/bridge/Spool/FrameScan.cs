namespace ServerlessIot.Bridge.Spool;

/// <summary>Reads the frames of a segment one after the other, and finds the next whole one behind bytes that are none.</summary>
internal sealed class FrameScan(byte[] bytes)
{
    /// <summary>Where the next frame is looked for.</summary>
    public int Position { get; private set; }

    /// <summary>Bytes passed over before the frame that was read last, because they are no whole frame; at the end, those that are left.</summary>
    public int Skipped { get; private set; }

    /// <summary>The next whole frame; null when there is none any more.</summary>
    public SpooledMessage? Next()
    {
        // A broken length leads anywhere: every place may begin the next frame. What is left behind the last frame stays unread.
        for (var at = Position; at <= bytes.Length - SpoolFrame.Head; at++)
        {
            if (SpoolFrame.TryRead(bytes.AsSpan(at), out var length) is not { } record)
                continue;
            Skipped = at - Position;
            Position = at + length;
            return record;
        }
        Skipped = bytes.Length - Position;
        return null;
    }
}
