namespace ServerlessIot.Domain.Decoding;

/// <summary>Bounds of what is accepted. Each keeps work and memory per payload small whatever a device sends.</summary>
public static class PayloadLimits
{
    /// <summary>Bytes of one payload: 256 KiB.</summary>
    public const int Bytes = 256 * 1024;

    /// <summary>Bytes of one event's canonical JSON, below what the log takes: a control character is one byte of a payload and six of it.</summary>
    public const int EventBytes = 900_000;

    /// <summary>Bytes of the canonical JSON of all events of one payload: what stands once in it, as an envelope's attributes do, is in each of them.</summary>
    public const int RecordBytes = 8 * 1024 * 1024;

    /// <summary>Levels of objects and arrays, the payload's own array included.</summary>
    public const int Depth = 16;

    /// <summary>Events in one payload.</summary>
    public const int Events = 10_000;

    /// <summary>Members and array elements of one event, nested ones included.</summary>
    public const int Members = 256;

    /// <summary>Different measurements that a device's twin holds, and each of its windows; values under further names are only archived, so that no document grows without end.</summary>
    public const int MeasuresOfDevice = 256;

    /// <summary>Bytes of a name, of a dotted attribute name and of an event id.</summary>
    public const int NameBytes = 128;

    /// <summary>Bytes of a sensor type or a status.</summary>
    public const int TypeBytes = 64;

    /// <summary>Bytes of one text.</summary>
    public const int TextBytes = 1_024;

    /// <summary>Bytes of a payload of no known format that is kept as hex digits: as many as fit a text.</summary>
    public const int RawBytes = TextBytes / 2;

    /// <summary>How many times its compressed size a body may grow; all bodies of a record together at most to <see cref="Bytes"/>.</summary>
    public const int InflatedTimes = 100;

    /// <summary>Metrics of one Sparkplug message, and of one birth that are remembered.</summary>
    public const int Metrics = 1_024;

    /// <summary>Largest size of a measured value: its square times a window's count still fits a double.</summary>
    public const double Number = 1e100;

    /// <summary>2000-01-01T00:00:00Z, Unix milliseconds: no device measured anything before.</summary>
    public const long EarliestTime = 946_684_800_000;

    /// <summary>How far a device's clock may run ahead of the bridge's, milliseconds: ten minutes.</summary>
    public const long AheadOfArrival = 600_000;
}
