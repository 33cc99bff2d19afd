using ServerlessIot.Domain.Commands;

namespace ServerlessIot.Bridge.Commands;

/// <summary>A command on its way to its device.</summary>
/// <param name="Device">Whom it is for: tenant/device.</param>
/// <param name="Id">Its id, unique per device.</param>
/// <param name="Expires">From when on it is not delivered, Unix milliseconds.</param>
/// <param name="Rank">Place of its priority, 0 for the highest.</param>
/// <param name="Payload">What the device gets: JSON, UTF-8.</param>
internal sealed record PendingCommand(string Device, string Id, long Expires, int Rank, byte[] Payload)
{
    /// <summary>What it costs beside its payload.</summary>
    private const int Overhead = 512;

    /// <summary>Id among the commands of all devices.</summary>
    public string FullId { get; } = $"{Device}\n{Id}";

    /// <summary>Bytes that count against the book's bound.</summary>
    public int Size => Payload.Length + Overhead;

    /// <summary>Place in the order of arrival, set by the book; it keeps it when it comes back.</summary>
    public long Sequence { get; set; }

    /// <summary>How often a device has reset it, of which it had a block.</summary>
    public int Resets { get; set; }

    private int _told;

    /// <summary>Whether it is to be told that the device has it: once, however often and by whichever way the device says so.</summary>
    public bool TryTellSent() => Interlocked.Exchange(ref _told, 1) == 0;

    /// <summary>The higher priority first, then the older.</summary>
    public static IComparer<PendingCommand> InTurn { get; } =
        Comparer<PendingCommand>.Create(static (left, right) => left.Rank != right.Rank ? left.Rank.CompareTo(right.Rank) : left.Sequence.CompareTo(right.Sequence));

    /// <summary>What a device gets of a command.</summary>
    public static PendingCommand Of(CommandRecord command) => new(
        $"{command.Tenant}/{command.Device}", command.Id, command.Expires, CommandPriorities.Rank(command.Priority), CommandEnvelope.Write(command));
}
