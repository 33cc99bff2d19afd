using ServerlessIot.Steps.Archive;

namespace ServerlessIot.Steps.Erase;

/// <summary>A blob or segment that holds rows to be erased.</summary>
/// <param name="Part">As the job notes it.</param>
/// <param name="Plan">How it is written anew; null when that takes no merge.</param>
/// <param name="Archived">Whether it must come back from the tier Archive first.</param>
internal sealed record FoundPart(ErasedPart Part, MergePlan? Plan, bool Archived = false);
