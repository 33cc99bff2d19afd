using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Decoding;
using ServerlessIot.Domain.Decoding.Sparkplug;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Log;
using ServerlessIot.Domain.Residency;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Running;

namespace ServerlessIot.Steps.Validate;

/// <summary>
/// Turns payloads into canonical events, refuses what is broken, and drops what was accepted before. Reads telemetry.raw,
/// writes telemetry.valid (same partition, dense numbers) and telemetry.quarantine. The outcome of a record is the number
/// before it and one <see cref="Verdict"/> per event (a tick and a bridge's mark have none, unless they had been told already), and the Sparkplug names that it needed.
/// </summary>
public sealed class ValidateStep(ILogWriter log, IBlobStore blobs, TopicNames topics, ValidateOptions options, TenantRegions? regions = null) : IDecider<ValidateState>
{
    /// <summary>Name of the step and its journals.</summary>
    public const string StepName = "validate";

    /// <summary>Records of telemetry.valid that are looked through for numbers which the journal has lost: far more than a store forgets.</summary>
    private const long LookedThrough = 200_000;

    /// <summary>Most bytes of an entry's changes and outcomes, within one block of the journal's blob (4 MiB). Only births with many long names come near; such a batch is decided in halves.</summary>
    private const int MostEntryBytes = 3 << 20;

    /// <summary>Under which the origins of ticks and marks are remembered that were taken over; no device is called so.</summary>
    private const string TicksTakenOver = "/";
    private readonly ValidateOutput output = new(topics);
    private readonly RawReading reading = new(regions ?? TenantRegions.None);
    private bool samePartitions;

    /// <inheritdoc/>
    public string Name => StepName;

    /// <inheritdoc/>
    public bool Numbered => false;

    /// <inheritdoc/>
    public ValidateState Empty() => new(options);

    /// <inheritdoc/>
    public void Save(ValidateState state, ByteWriter to) => state.Save(to);

    /// <inheritdoc/>
    public ValidateState Load(ref ByteReader from) => ValidateState.Load(ref from, options);

    /// <inheritdoc/>
    public void Apply(ValidateState state, ref ByteReader changes) => state.Apply(ref changes);

    /// <inheritdoc/>
    public async ValueTask DecideAsync(ValidateState state, IReadOnlyList<LogRecord> records, Decision decision, CancellationToken cancellationToken)
    {
        var books = state.Books;
        var outcome = new ByteWriter();
        var verdicts = new List<Verdict>();
        var decoded = new List<Decoded>();
        foreach (var record in records)
        {
            var raw = new RawRecord(record);
            var origin = decision.OriginOf(record);
            outcome.Clear();
            outcome.Unsigned((ulong)books.Number);
            outcome.Unsigned((ulong)decision.Epoch);
            verdicts.Clear();
            SparkplugSession? sparkplug = null;
            if (IsForwarded(raw, record, out var tick))
            {
                books = Forward(state, record, raw, tick, origin, verdicts, books, decision);
            }
            else
            {
                decoded.Clear();
                if (SparkplugTopic.Is(raw.Topic)) sparkplug = new SparkplugSession(state.NamesOf($"{raw.Tenant}/{raw.Device}"));
                reading.Read(record, raw, origin, sparkplug, decoded);
                Judge(state, raw, decoded, record, verdicts, decision);

                // A birth that comes again, out of quarantine or out of a spool, is older than what is known by now; of one that does not say when it came nobody knows how old.
                var sender = $"{raw.Tenant}/{raw.Device}";
                var bornAt = raw.Redriven ? Second(raw.FirstArrived ?? 0) : Second(record);
                if (sparkplug?.Born is { } born && verdicts.Exists(verdict => verdict != Verdict.Duplicate) && state.MayName(sender, bornAt, raw.Redriven)) state.Name(sender, born, bornAt, decision.Changes);
                books = Tell(record, raw, origin, decoded, verdicts, books, decision.Telling);
            }

            VerdictBytes.Write(outcome, verdicts, sparkplug?.Used);
            decision.Outcome(record, outcome.Written.Span);
            if (records.Count > 1 && decision.Changes.Length + decision.Outcomes.Length > MostEntryBytes)
                throw new InvalidOperationException($"What {records.Count} records change takes more than {MostEntryBytes} bytes; they are divided.");
            if (records.Count > 1 && decision.Telling.IsLarge)
                throw new InvalidOperationException($"The events of {records.Count} records take too much memory at once; they are divided.");
            if (verdicts.Contains(Verdict.Quarantined) && LargePayload.Is(record) && !RawReading.IsElsewhere(decoded)) await LayAsideAsync(record, LargePayload.Name(origin), decision, cancellationToken);
        }

        state.SetBooks(books, decision.Changes);
    }

    /// <summary>Numbers that can still be read are not given twice: those that telemetry.valid holds beyond the journal's last count as given, and their ids as accepted.</summary>
    public async ValueTask ResumeAsync(ValidateState state, ILogReader reader, Decision decision, CancellationToken cancellationToken)
    {
        var (last, ids) = (state.Books.Number, 0);
        var (first, end) = await reader.BoundsAsync(topics.Valid, decision.Partition, cancellationToken);
        await foreach (var record in reader.ReadAsync(topics.Valid, decision.Partition, Math.Max(first, end - LookedThrough), end, cancellationToken))
        {
            if (Tally.NumberOf(record) is var number && number <= last) continue;
            last = number;
            var (device, id) = ValidRecord.Event(record) is { } e ? (DeviceOf(e), e.Id) : (TicksTakenOver, ValidRecord.Origin(record).ToString());
            if (state.TryAccept(device, EventHash.Of(id), Second(record), decision.Changes)) ids++;
        }

        if (last > state.Books.Number) state.TakeOver(last - state.Books.Number, ids, decision.Changes);
    }

    /// <inheritdoc/>
    public void Retell(LogRecord record, ReadOnlyMemory<byte> outcome, Telling telling)
    {
        var reader = new ByteReader(outcome.Span);
        var books = new ValidateBooks((long)reader.Unsigned());
        var origin = new Origin(reader.Count(), record.Partition, record.Offset, 0);
        var raw = new RawRecord(record);
        if (IsForwarded(raw, record, out _) && reader.End)
        {
            telling.Records.Add(output.Forwarded(record, raw, origin, books.Number + 1));
            return;
        }

        var verdicts = new List<Verdict>();
        var names = VerdictBytes.Read(ref reader, verdicts);
        var decoded = new List<Decoded>();
        reading.Read(record, raw, origin, SparkplugTopic.Is(raw.Topic) ? new SparkplugSession(names) : null, decoded);
        Tell(record, raw, origin, decoded, verdicts, books, telling);
    }

    /// <inheritdoc/>
    public async ValueTask<int> RemakeAsync(ValidateState state, NamedBlob lost, IReadOnlyList<LogRecord> records, Decision decision, CancellationToken cancellationToken)
    {
        if (records.Count == 0) return 1;
        await LayAsideAsync(records[0], lost.Name, decision, cancellationToken);
        return 0;
    }

    /// <inheritdoc/>
    public async Task TellAsync(Telling telling, CancellationToken cancellationToken)
    {
        if (!samePartitions) await CheckPartitionsAsync(cancellationToken);
        // First what is refused: another version may tell the rest again and see nothing in it to refuse.
        var (refused, rest) = (new List<OutRecord>(), new List<OutRecord>(telling.Records.Count));
        foreach (var record in telling.Records) (record.Topic == topics.Quarantine ? refused : rest).Add(record);
        if (refused.Count > 0) await log.WriteAsync(refused, cancellationToken);
        if (rest.Count > 0) await log.WriteAsync(rest, cancellationToken);
    }

    /// <inheritdoc/>
    public void Refused(ValidateState state, LogRecord record, Decision decision) =>
        state.SetBooks(state.Books with { Records = state.Books.Records + 1, Quarantined = state.Books.Quarantined + 1 }, decision.Changes);

    private async Task LayAsideAsync(LogRecord record, string name, Decision decision, CancellationToken cancellationToken)
    {
        await blobs.UploadAsync(name, record.Value, cancellationToken);
        decision.Named(new NamedBlob(name, record.Offset, record.Offset, 0));
    }

    // Partition counts are fixed for a generation of topics (delivery rule 12).
    private async Task CheckPartitionsAsync(CancellationToken cancellationToken)
    {
        var (raw, valid) = (await log.PartitionsAsync(topics.Raw, cancellationToken), await log.PartitionsAsync(topics.Valid, cancellationToken));
        if (raw != valid) throw new InvalidOperationException($"{topics.Raw} has {raw} partitions and {topics.Valid} has {valid}. They must have the same number: a device keeps its partition. Create {topics.Valid} anew with {raw}.");
        samePartitions = true;
    }

    /// <summary>Whether a record is passed on as it is: a tick, or a bridge's mark.</summary>
    private static bool IsForwarded(in RawRecord raw, LogRecord record, out Tick? tick)
    {
        tick = raw.Type == RecordTypes.Tick && Tick.TryRead(record.Value.Span, out var read) ? read : null;
        return tick is not null || raw.IsMark(record.Value.Span);
    }

    private ValidateBooks Forward(ValidateState state, LogRecord record, in RawRecord raw, Tick? tick, Origin origin, List<Verdict> verdicts, ValidateBooks books, Decision decision)
    {
        if (state.Knows(TicksTakenOver, EventHash.Of(origin.ToString())))
        {
            verdicts.Add(Verdict.Duplicate);
            return books with { Records = books.Records + 1, Duplicates = books.Duplicates + 1 };
        }

        if (tick is { } passed) state.OnTick(passed.Time, decision.Changes);
        books = books with { Number = books.Number + 1, Ticks = books.Ticks + 1 };
        decision.Telling.Records.Add(output.Forwarded(record, raw, origin, books.Number));
        return books;
    }

    private static void Judge(ValidateState state, in RawRecord raw, List<Decoded> decoded, LogRecord record, List<Verdict> verdicts, Decision decision)
    {
        if (decoded.Count == 1)
        {
            var (device, known) = Known(state, decoded[0]);
            verdicts.Add(decoded[0].Key is { } key
                ? VerdictOf(!known && state.TryAccept(device, EventHash.Of(key), Second(record), decision.Changes)) : Verdict.Quarantined);
            return;
        }

        var (sender, hash) = ($"{raw.Tenant}/{raw.Device}", MessageHash.Of(decoded));
        var again = state.KnowsMessage(sender, hash);
        var refusedBefore = raw.Redriven ? RefusedEvents.Read(raw.RefusedEvents, decoded.Count) : null;
        for (var i = 0; i < decoded.Count; i++)
        {
            if (refusedBefore is not null && !refusedBefore[i])
            {
                verdicts.Add(Verdict.Duplicate);
                continue;
            }

            var item = decoded[i];
            var (device, known) = Known(state, item);
            verdicts.Add(item.Key is not { } key ? Verdict.Quarantined
                : VerdictOf(!again && !known && state.TryAcceptOfMany(device, EventHash.Of(key), Second(record), decision.Changes)));
        }

        // What was only refused may be sent again by hand.
        if (verdicts.Exists(verdict => verdict != Verdict.Quarantined)) state.RememberMessage(sender, hash, Second(record), decision.Changes);
    }

    /// <summary>An event's device, and whether its id was taken over from telemetry.valid, which does not say what else the event is recognised by.</summary>
    private static (string Device, bool TakenOver) Known(ValidateState state, Decoded item)
    {
        if (item.Event is not { } e) return ("", false);
        var device = DeviceOf(e);
        return (device, item.Hash is not null && state.Knows(device, EventHash.Of(e.Id)));
    }

    private static Verdict VerdictOf(bool accepted) => accepted ? Verdict.Valid : Verdict.Duplicate;

    private static string DeviceOf(DeviceEvent e) => $"{e.Tenant}/{e.Device}";

    private static uint Second(LogRecord record) => Second(record.Timestamp);

    private static uint Second(long milliseconds) => (uint)Math.Clamp(milliseconds / 1000, 0, uint.MaxValue);

    private ValidateBooks Tell(
        LogRecord record, in RawRecord raw, Origin origin, List<Decoded> decoded, List<Verdict> verdicts, ValidateBooks books, Telling telling)
    {
        List<Refusal>? refusals = null;
        List<int>? refused = null;
        var (number, valid, duplicates) = (books.Number, 0, 0);
        for (var i = 0; i < verdicts.Count; i++)
        {
            // A newer version may see fewer events in the payload than the one that judged them.
            var item = i < decoded.Count ? decoded[i] : new Decoded(null, decoded[0].Refusal);
            if (verdicts[i] == Verdict.Duplicate)
            {
                duplicates++;
                continue;
            }

            if (verdicts[i] == Verdict.Valid)
            {
                valid++;
                telling.Records.Add(item.Event is { } e ? output.Event(record, e, ++number, raw) : output.Void(record, origin, ++number));
                if (item.Event is not null) continue;
            }

            // Refused, or accepted by a version whose telling may never have come through: its number must not stay a hole, and the event must not vanish.
            (refused ??= []).Add(i);
            (refusals ??= []).Add(item.Refusal ?? new Refusal("refused", "Refused when it was first read."));
        }

        if (refusals is not null) telling.Records.Add(output.Quarantined(record, raw, origin, refusals, refused!.Count < verdicts.Count ? RefusedEvents.Text(refused, verdicts.Count) : null));
        return books with
        {
            Number = number,
            Records = books.Records + 1,
            Valid = books.Valid + valid,
            Duplicates = books.Duplicates + duplicates,
            Quarantined = books.Quarantined + (refusals?.Count ?? 0),
        };
    }
}
