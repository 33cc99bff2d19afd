namespace ServerlessIot.Steps.Store;

/// <summary>How long a span of arrival a segment stands for.</summary>
public enum SegmentLevel : byte
{
    /// <summary>Five minutes, merged of the blobs that Store wrote.</summary>
    Minutes = 1,

    /// <summary>An hour.</summary>
    Hour = 2,

    /// <summary>A day, JSON lines: the hot tier.</summary>
    Day = 3,

    /// <summary>A day in columns: the warm tier.</summary>
    Warm = 4,

    /// <summary>A month in columns: the cold tier.</summary>
    Cold = 5,
}
