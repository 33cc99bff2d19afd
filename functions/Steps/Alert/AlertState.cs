using System.Text.Json;
using ServerlessIot.Domain;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Rules.State;
using ServerlessIot.Steps.Journals;

namespace ServerlessIot.Steps.Alert;

/// <summary>What Alert knows of one partition: what rules remember of devices, and the alerts that can still swallow breaches.</summary>
public sealed class AlertState(AlertOptions options)
{
    private const byte Fire = 1;
    private const byte FormerSuppress = 2;
    private const byte TickOp = 3;
    private const byte Suppress = 4;
    private const byte End = 5;
    private const byte RetentionOp = 6;

    /// <summary>First number of a snapshot; those of before begin with a count.</summary>
    private const ulong Version4 = (1UL << 63) | 4;

    /// <summary>That of before groups of devices and bridges were known.</summary>
    private const ulong Version3 = (1UL << 63) | 3;
    private readonly Firings firings = new();

    /// <summary>What the rules remember.</summary>
    public RuleStates Rules { get; } = new();

    /// <summary>Alerts opened since the journal began.</summary>
    public long Opened { get; private set; }

    /// <summary>Breaches swallowed since the journal began.</summary>
    public long Suppressed { get; private set; }

    /// <summary>Firings remembered.</summary>
    public int Remembered => firings.Count;

    /// <summary>Takes over settings that were changed.</summary>
    internal void Retain(ByteWriter changes)
    {
        // Nothing is decided by these when changes are made again.
        Rules.BridgeLimits = new BridgeLimits((long)options.SilentBridge.TotalMilliseconds, (long)options.SilentSpool.TotalMilliseconds);
        var wanted = AlertRetention.Of(options);
        if (wanted == firings.Retention) return;
        changes.Byte(RetentionOp);
        wanted.Write(changes);
        firings.Retention = wanted;
    }

    /// <summary>The firing that a breach belongs to; null when it opens a new alert.</summary>
    internal Firing? Find(string device, string rule, long time) => firings.Find(device, rule, time);

    internal void Open(AlertRecord alert, long arrived, ByteWriter changes)
    {
        changes.Byte(Fire);
        changes.Bytes(JsonSerializer.SerializeToUtf8Bytes(alert, DomainJson.Default.AlertRecord));
        changes.Unsigned((ulong)arrived);
        Add(alert, arrived);
    }

    internal void Swallow(Firing firing, long time, long arrived, ByteWriter changes)
    {
        changes.Byte(Suppress);
        changes.Unsigned((ulong)firing.Id);
        changes.Signed(time);
        changes.Unsigned((ulong)arrived);
        Count(firing, time, arrived);
    }

    /// <summary>The condition of a rule ended.</summary>
    internal void Clear(string device, string rule, long time, ByteWriter changes)
    {
        foreach (var firing in firings.Ending(device, rule, time))
        {
            changes.Byte(End);
            changes.Unsigned((ulong)firing.Id);
            changes.Signed(time);
            firing.Clear(time);
        }
    }

    /// <summary>Forgets firings untouched for long, and devices; yields firings that changed since they were last told.</summary>
    internal List<Firing> OnTick(long time, ByteWriter changes)
    {
        Rules.Flush(changes);
        changes.Byte(TickOp);
        changes.Unsigned((ulong)time);
        return Settle(time);
    }

    internal void Apply(ref ByteReader changes)
    {
        while (!changes.End)
        {
            var op = changes.Byte();
            switch (op)
            {
                case Fire:
                    Add(Firings.ReadAlert(changes.Bytes()), (long)changes.Unsigned());
                    break;
                case FormerSuppress:
                    var former = firings[(long)changes.Unsigned()];
                    Count(former, former.Last, (long)changes.Unsigned());
                    break;
                case Suppress:
                    Count(firings[(long)changes.Unsigned()], changes.Signed(), (long)changes.Unsigned());
                    break;
                case End:
                    firings[(long)changes.Unsigned()].Clear(changes.Signed());
                    break;
                case RetentionOp:
                    firings.Retention = AlertRetention.Read(ref changes);
                    break;
                case TickOp:
                    Settle((long)changes.Unsigned());
                    break;
                default:
                    if (!Rules.TryApply(op, ref changes)) throw new JournalCorruptException("An unknown change of Alert's state.");
                    break;
            }
        }
    }

    internal void Save(ByteWriter to)
    {
        to.Unsigned(Version4);
        to.Unsigned((ulong)Opened);
        to.Unsigned((ulong)Suppressed);
        firings.Retention.Write(to);
        firings.Save(to);
        Rules.Save(to);
    }

    internal static AlertState Load(ref ByteReader from, AlertOptions options)
    {
        var state = new AlertState(options);
        var first = from.Unsigned();
        var former = first is not (Version3 or Version4);
        state.Opened = (long)(former ? first : from.Unsigned());
        state.Suppressed = (long)from.Unsigned();
        if (!former) state.firings.Retention = AlertRetention.Read(ref from);
        state.firings.Load(ref from, former);
        if (!former) state.Rules.Load(ref from, former: first == Version3);
        return state;
    }

    private void Add(AlertRecord alert, long arrived)
    {
        Opened++;
        firings.Add(alert, arrived);
    }

    private void Count(Firing firing, long time, long arrived)
    {
        Suppressed++;
        firings.Swallow(firing, time, arrived);
    }

    private List<Firing> Settle(long time)
    {
        Rules.Pass(time, firings.Retention.ForgetDevices);
        return firings.Settle(time);
    }
}
