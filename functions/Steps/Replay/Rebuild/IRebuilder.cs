using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Replay.Rebuild;

/// <summary>Makes documents of one device again, by the step that makes them and with a state of its own, and compares them with the stored ones. Writes nothing.</summary>
internal interface IRebuilder
{
    /// <summary>One of <see cref="Jobs.RebuiltThings"/>.</summary>
    string What { get; }

    /// <summary>Rebuilds and compares.</summary>
    /// <exception cref="BlobArchivedException">Rows must be brought back from the tier Archive first.</exception>
    Task<RebuildReport> CompareAsync(RebuildTarget target, CancellationToken cancellationToken);

    /// <summary>First and last time of the rows that are needed for a range, Unix milliseconds: some before and behind it.</summary>
    (long From, long To) Needs(long from, long to);
}
