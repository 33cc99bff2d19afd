using ServerlessIot.Domain.Binary;
using ServerlessIot.Steps.Running;

namespace ServerlessIot.Steps.Validate;

/// <summary>Holds the books that an entry of Validate's journal claims against what else it holds: a verdict per event, and the ids that it accepted.</summary>
internal static class ValidateProof
{
    /// <summary>The books after an entry, and how many records and events they are off what the entry shows.</summary>
    public static (ValidateBooks Books, long Off) Check(ValidateBooks before, ref ByteReader changes, ref ByteReader outcomes)
    {
        var (claimed, accepted, taken) = ValidateState.Skim(ref changes);
        before = before.With(taken);
        var books = claimed ?? before;
        var shown = Recount(before, ref outcomes, out var broken);
        var off = broken + Math.Abs(books.Valid - before.Valid - accepted);
        foreach (var (left, right) in new[]
        {
            (books.Number, shown.Number), (books.Records, shown.Records), (books.Valid, shown.Valid),
            (books.Quarantined, shown.Quarantined), (books.Duplicates, shown.Duplicates), (books.Ticks, shown.Ticks),
        })
            off += Math.Abs(left - right);
        return (books, off);
    }

    private static ValidateBooks Recount(ValidateBooks books, ref ByteReader outcomes, out long broken)
    {
        broken = 0;
        while (!outcomes.End)
        {
            var key = (long)outcomes.Unsigned();
            var outcome = new ByteReader(outcomes.Bytes());
            if (Decision.IsBlob(key)) continue;
            if (Decision.IsRefused(key))
            {
                books = books with { Records = books.Records + 1, Quarantined = books.Quarantined + 1 };
                continue;
            }

            if ((long)outcome.Unsigned() != books.Number) broken++;
            outcome.Count();
            // Every payload has at least one verdict; a tick and a mark have none.
            if (outcome.End) books = books with { Number = books.Number + 1, Ticks = books.Ticks + 1 };
            else books = books with { Records = books.Records + 1 };
            while (VerdictBytes.TryRead(ref outcome, out var verdict))
            {
                books = verdict switch
                {
                    Verdict.Valid => books with { Number = books.Number + 1, Valid = books.Valid + 1 },
                    Verdict.Duplicate => books with { Duplicates = books.Duplicates + 1 },
                    _ => books with { Quarantined = books.Quarantined + 1 },
                };
            }
        }

        return books;
    }
}
