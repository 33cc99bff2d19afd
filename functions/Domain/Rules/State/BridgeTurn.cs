namespace ServerlessIot.Domain.Rules.State;

/// <summary>A bridge is late, or is no more.</summary>
/// <param name="Name">Name of the bridge, at most 128 characters.</param>
/// <param name="IsOver">Whether it has caught up, or ended; else it is late.</param>
/// <param name="Watermark">Everything that it had before is here, Unix milliseconds.</param>
/// <param name="Limit">From so far behind on it is late, ms.</param>
/// <param name="Holds">For so long no silence of its devices is told after its last mark, ms.</param>
public readonly record struct BridgeTurn(string Name, bool IsOver, long Watermark, long Limit, long Holds)
{
    /// <summary>When it became late, Unix milliseconds.</summary>
    public long Time => Watermark + Limit;
}
