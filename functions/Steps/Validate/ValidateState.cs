using ServerlessIot.Domain.Binary;
using ServerlessIot.Steps.Journals;

namespace ServerlessIot.Steps.Validate;

/// <summary>What Validate remembers of one partition: the last number it gave, the books, each device's recent ids, and the names of Sparkplug's births.</summary>
public sealed partial class ValidateState
{
    private const byte AcceptKnown = 1;
    private const byte AcceptNew = 2;
    private const byte Totals = 3;
    private const byte Forget = 4;
    private const byte SeenAgain = 5;
    private const byte TakenOver = 6;
    private const byte MessageKnown = 7;
    private const byte MessageNew = 8;
    private const byte Named = 9;
    private readonly uint keptSeconds;
    private readonly uint forgottenAfterSeconds;
    private readonly Dictionary<string, (int Index, RecentIds Ids)> devices = [];
    private readonly List<string?> byIndex = [];

    /// <summary>An empty state.</summary>
    public ValidateState(ValidateOptions options)
    {
        keptSeconds = (uint)options.RememberFor.TotalSeconds;
        forgottenAfterSeconds = (uint)options.ForgetAfter.TotalSeconds;
    }

    /// <summary>The books and the last number of telemetry.valid.</summary>
    public ValidateBooks Books { get; private set; } = new();

    /// <summary>Devices remembered.</summary>
    public int Devices => devices.Count;

    /// <summary>Remembers an accepted id; false when it is remembered already, and then for longer. Writes the change.</summary>
    internal bool TryAccept(string device, ulong id, uint second, ByteWriter changes) => TryAccept(device, OfMany(device), id, second, changes);

    /// <summary>
    /// The same for an event of a message with several, which are remembered apart: hundreds of them in one message would push out the ids of all
    /// that is in flight with it. Writes the change.
    /// </summary>
    internal bool TryAcceptOfMany(string device, ulong id, uint second, ByteWriter changes) => TryAccept(OfMany(device), device, id, second, changes);

    /// <summary>Whether a message with several events was remembered.</summary>
    internal bool KnowsMessage(string device, ulong hash) => Knows(OfMessages(device), hash);

    /// <summary>Remembers a message with several events as a whole, so that its events do not push each other out. Writes the change.</summary>
    internal void RememberMessage(string device, ulong hash, uint second, ByteWriter changes) =>
        TryRemember(OfMessages(device), hash, second, MessageKnown, MessageNew, changes);

    private static string OfMany(string device) => device + "/many";

    private static string OfMessages(string device) => device + "/messages";

    private bool TryAccept(string own, string other, ulong id, uint second, ByteWriter changes) =>
        TryRemember(Knows(other, id) ? other : own, id, second, AcceptKnown, AcceptNew, changes);

    private bool TryRemember(string device, ulong id, uint second, byte asKnown, byte asNew, ByteWriter changes)
    {
        var known = devices.TryGetValue(device, out var memory);
        if (known && memory.Ids.Contains(id, second, keptSeconds, out var fading))
        {
            if (!fading) return false;
            changes.Byte(SeenAgain);
            changes.Unsigned((ulong)memory.Index);
            changes.Fixed64(id);
            changes.Unsigned(second);
            Accept(memory.Ids, id, second);
            return false;
        }

        changes.Byte(known ? asKnown : asNew);
        if (known) changes.Unsigned((ulong)memory.Index);
        else changes.Text(device);
        changes.Fixed64(id);
        changes.Unsigned(second);
        Accept(known ? memory.Ids : Introduce(device), id, second);
        return true;
    }

    /// <summary>Whether an id was accepted before.</summary>
    internal bool Knows(string device, ulong id) => devices.TryGetValue(device, out var memory) && memory.Ids.Contains(id, 0, keptSeconds, out _);

    /// <summary>Sets the books. Writes the change.</summary>
    internal void SetBooks(ValidateBooks books, ByteWriter changes)
    {
        Books = books;
        changes.Byte(Totals);
        books.Write(changes);
    }

    /// <summary>Counts numbers that telemetry.valid holds and no entry does, and of their ids those that were accepted with them. Writes the change.</summary>
    internal void TakeOver(long numbers, long ids, ByteWriter changes)
    {
        changes.Byte(TakenOver);
        changes.Unsigned((ulong)numbers);
        changes.Unsigned((ulong)ids);
        Books = Books.With(numbers);
    }

    /// <summary>Forgets devices that were silent for long. Writes the change.</summary>
    internal void OnTick(long time, ByteWriter changes)
    {
        changes.Byte(Forget);
        changes.Unsigned((ulong)(time / 1000));
        ForgetSilent(time / 1000);
    }

    internal void Apply(ref ByteReader changes)
    {
        while (!changes.End)
        {
            switch (changes.Byte())
            {
                case AcceptKnown or SeenAgain or MessageKnown:
                    var device = byIndex[changes.Count()] ?? throw new JournalCorruptException("A forgotten device is named.");
                    Accept(devices[device].Ids, changes.Fixed64(), (uint)changes.Unsigned());
                    break;
                case AcceptNew or MessageNew:
                    Accept(Introduce(changes.Text()), changes.Fixed64(), (uint)changes.Unsigned());
                    break;
                case Totals:
                    Books = ValidateBooks.Read(ref changes);
                    break;
                case Forget:
                    ForgetSilent((long)changes.Unsigned());
                    break;
                case Named:
                    ApplyNames(ref changes);
                    break;
                case TakenOver:
                    Books = Books.With((long)changes.Unsigned());
                    changes.Unsigned();
                    break;
                default:
                    throw new JournalCorruptException("An unknown change of Validate's state.");
            }
        }
    }

    /// <summary>
    /// Reads the changes of one entry without the state that they belong to: the books, if it sets them, how many ids its
    /// verdicts accepted, and how many numbers it took over without verdicts.
    /// </summary>
    internal static (ValidateBooks? Books, long Accepted, long TakenOver) Skim(ref ByteReader changes)
    {
        var (books, accepted, taken) = ((ValidateBooks?)null, 0L, 0L);
        while (!changes.End)
        {
            switch (changes.Byte())
            {
                case AcceptKnown:
                    changes.Count();
                    SkimId(ref changes);
                    accepted++;
                    break;
                case AcceptNew:
                    changes.Bytes();
                    SkimId(ref changes);
                    accepted++;
                    break;
                case SeenAgain or MessageKnown:
                    changes.Count();
                    SkimId(ref changes);
                    break;
                case MessageNew:
                    changes.Bytes();
                    SkimId(ref changes);
                    break;
                case Totals:
                    books = ValidateBooks.Read(ref changes);
                    break;
                case Forget:
                    changes.Unsigned();
                    break;
                case Named:
                    SkimNames(ref changes);
                    break;
                case TakenOver:
                    taken += (long)changes.Unsigned();
                    accepted -= (long)changes.Unsigned();
                    break;
                default:
                    throw new JournalCorruptException("An unknown change of Validate's state.");
            }
        }

        return (books, accepted, taken);

        static void SkimId(ref ByteReader changes)
        {
            changes.Fixed64();
            changes.Unsigned();
        }
    }

    internal void Save(ByteWriter to)
    {
        SaveNames(to);
        Books.Write(to);
        to.Unsigned((ulong)byIndex.Count);
        foreach (var device in byIndex)
        {
            to.Text(device ?? "");
            if (device is not null) devices[device].Ids.Save(to);
        }
    }

    internal static ValidateState Load(ref ByteReader from, ValidateOptions options)
    {
        var state = new ValidateState(options);
        state.LoadNames(ref from);
        state.Books = ValidateBooks.Read(ref from);
        for (var left = from.Count(); left > 0; left--)
        {
            var device = from.Text();
            state.byIndex.Add(device.Length == 0 ? null : device);
            if (device.Length > 0) state.devices[device] = (state.byIndex.Count - 1, RecentIds.Load(ref from));
        }

        return state;
    }

    private void Accept(RecentIds ids, ulong id, uint second) => ids.Add(id, second, keptSeconds);

    private RecentIds Introduce(string device)
    {
        var ids = new RecentIds();
        devices.Add(device, (byIndex.Count, ids));
        byIndex.Add(device);
        return ids;
    }

    private void ForgetSilent(long second)
    {
        foreach (var (device, memory) in devices)
        {
            if (second - memory.Ids.Latest <= forgottenAfterSeconds) continue;
            byIndex[memory.Index] = null;
            devices.Remove(device);
        }

        ForgetSilentNames(second);
    }
}
