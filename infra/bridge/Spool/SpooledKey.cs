namespace ServerlessIot.Bridge.Spool;

/// <summary>A device with records in the spool: its later ones come behind them. Callers hold the lock.</summary>
internal sealed class SpooledKey
{
    /// <summary>Its records that are in the spool, or are to be written there, and are not marked as done.</summary>
    public int Pending { get; set; }

    /// <summary>Those of them that were sent and are not marked as done.</summary>
    public int Sent { get; set; }

    /// <summary>Records that wait in memory, not acknowledged, until nothing of the device is in the spool.</summary>
    public Queue<SpoolEntry> Held { get; private set; } = new();

    /// <summary>Puts records before those that are held already.</summary>
    public void HoldFirst(IEnumerable<SpoolEntry> entries) => Held = new Queue<SpoolEntry>([.. entries, .. Held]);
}
