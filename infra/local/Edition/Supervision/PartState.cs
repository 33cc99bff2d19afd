namespace ServerlessIot.Edition.Supervision;

/// <summary>What a part is doing.</summary>
public enum PartState
{
    /// <summary>Started, not ready yet.</summary>
    Starting,

    /// <summary>Up.</summary>
    Ready,

    /// <summary>Ended by itself; waits to be started again.</summary>
    Waiting,

    /// <summary>Ended, and stays so.</summary>
    Ended,
}
