using ServerlessIot.Steps.Archive;

namespace ServerlessIot.Steps.Erase;

/// <summary>A blob or segment that holds rows to be erased.</summary>
/// <param name="Part">As the job notes it.</param>
/// <param name="Plan">How it is written anew.</param>
internal sealed record FoundPart(ErasedPart Part, MergePlan Plan)
{
    /// <summary>Ids of destroyed keys whose chunks a new index leaves out, which is enough; null when rows are written anew.</summary>
    internal IReadOnlySet<ulong>? Keys { get; init; }

    /// <summary>Whether it must come back from the tier Archive first.</summary>
    internal bool Archived { get; init; }
}
