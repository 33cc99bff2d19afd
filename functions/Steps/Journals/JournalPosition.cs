namespace ServerlessIot.Steps.Journals;

/// <summary>How far a reader got in a journal: the last frame it read.</summary>
/// <param name="Blob">Blob of the chain.</param>
/// <param name="Frame">Where the frame begins, bytes.</param>
/// <param name="Check">Its first eight bytes: length and checksum, which tell whether the journal still holds it.</param>
public sealed record JournalPosition(string Blob, long Frame, ulong Check);
