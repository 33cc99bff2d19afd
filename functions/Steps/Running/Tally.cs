using System.Buffers.Text;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Running;

/// <summary>
/// What a step was really given, counted record by record beside its marks, so that a mark which jumped is seen:
/// (last number or offset + 1) − <see cref="Since"/> = <see cref="Applied"/> + <see cref="Marks.Lost"/>, and of a numbered
/// source <see cref="Applied"/> = <see cref="Events"/> + <see cref="Ticks"/> + <see cref="Refused"/> (delivery rule 11).
/// </summary>
/// <param name="Whole">Whether it counts from the journal's first record on; false when an older version began the journal.</param>
/// <param name="Since">Number (of a source without numbers: offset) before the first record counted; moved when an epoch begins, so may be negative.</param>
/// <param name="Applied">Records given to the step.</param>
/// <param name="Events">Of these, events.</param>
/// <param name="Ticks">Of these, ticks and bridges' marks.</param>
/// <param name="Seen">Highest number seen: above the mark's while records wait beyond a hole.</param>
/// <param name="Refused">Of the records given to it, those that went to quarantine because the step itself failed on them.</param>
public sealed record Tally(bool Whole, long Since, long Applied, long Events, long Ticks, long Seen, long Refused = 0)
{
    /// <summary>The tally of a journal that had none until now.</summary>
    internal static Tally Begin(Marks marks, bool numbered) => new(
        marks == Marks.None, numbered ? marks.Number : marks.Offset + 1 - marks.Lost, 0, 0, 0, marks.Number);

    /// <summary>With the records of one entry.</summary>
    /// <param name="before">Marks before the entry.</param>
    /// <param name="applied">Records given to the step.</param>
    /// <param name="numbered">Whether the source numbers its records.</param>
    /// <param name="seen">Highest number in the batch; 0 without numbers.</param>
    /// <param name="refused">Whether the step failed on them, so that they went to quarantine.</param>
    internal Tally With(Marks before, IReadOnlyList<LogRecord> applied, bool numbered, long seen, bool refused)
    {
        var (events, ticks) = (Events, Ticks);
        foreach (var record in refused ? [] : applied)
        {
            if (ValidRecord.IsEvent(record)) events++;
            else if (ValidRecord.IsTick(record, out _) || ValidRecord.IsMark(record, out _)) ticks++;
        }

        // What lies before the first record that a step ever read is not its business.
        var first = applied.Count > 0 && (numbered ? before.Number == 0 : before is { Epoch: 0, Offset: < 0 });
        var since = !first ? Since : numbered ? NumberOf(applied[0]) - 1 : applied[0].Offset;
        return this with { Since = since, Applied = Applied + applied.Count, Events = events, Ticks = ticks, Seen = Math.Max(Seen, seen), Refused = Refused + (refused ? applied.Count : 0) };
    }

    /// <summary>When events that were given are gone with a blob that nothing is left to make again of.</summary>
    internal Tally Without(int events) => this with { Applied = Applied - events, Events = Events - events };

    /// <summary>When offsets begin anew: what the old log held stays counted.</summary>
    internal Tally BeginEpoch(Marks before, bool numbered) => numbered ? this : this with { Since = Since - (before.Offset + 1) };

    /// <summary>When numbers begin again below the mark: what was counted under them stays counted.</summary>
    /// <param name="numbers">How far below; not positive = they do not.</param>
    internal Tally SetBack(long numbers) => numbers <= 0 ? this : this with { Since = Since - numbers, Seen = 0 };

    internal void Write(ByteWriter to)
    {
        to.Byte(Whole ? (byte)1 : (byte)0);
        foreach (var value in new[] { Since, Applied, Events, Ticks, Seen, Refused }) to.Signed(value);
    }

    /// <summary>Reads what <see cref="Write"/> wrote, which is the last of what it is in; null at the end, where older versions wrote none.</summary>
    internal static Tally? Read(ref ByteReader from) =>
        from.End ? null : new(from.Byte() == 1, from.Signed(), from.Signed(), from.Signed(), from.Signed(), from.Signed(), from.End ? 0 : from.Signed());

    internal static long NumberOf(LogRecord record)
    {
        foreach (var header in record.Headers)
        {
            if (header.Name == LogHeaders.Number && Utf8Parser.TryParse(header.Value.Span, out long number, out _)) return number;
        }

        return 0;
    }
}
