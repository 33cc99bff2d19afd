using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Log;

namespace ServerlessIot.Domain.Rules.State;

/// <content>What bridges say of how far their data are.</content>
public sealed partial class RuleStates
{
    private readonly BridgeMarks bridges = new();

    /// <summary>For how long silence waits for a bridge of which no mark comes.</summary>
    public BridgeLimits BridgeLimits
    {
        get => bridges.Limits;
        set => bridges.Limits = value;
    }

    /// <summary>Bridges that are known, at most 1,000.</summary>
    public int Bridges => bridges.Count;

    /// <summary>A bridge's mark: up to there everything is here that it has taken.</summary>
    /// <param name="source">The mark's <c>ce_source</c>.</param>
    /// <param name="mark">The mark.</param>
    public void Take(ReadOnlySpan<byte> source, BridgeMark mark) => bridges.Take(source, mark, devices.Values);

    /// <summary>The bridges that became late with a tick, or are no more; none while silence is held back anyhow. To be called after <see cref="Pass"/>.</summary>
    /// <param name="time">The tick's time, Unix milliseconds.</param>
    /// <param name="changes">Where changes go.</param>
    public IReadOnlyList<BridgeTurn> LateBridges(long time, ByteWriter changes)
    {
        if (bridges.Count == 0 || (HoldsSilence && clock.Holds(time))) return [];
        var turns = bridges.Turns();
        Flush(changes);
        return turns;
    }
}
