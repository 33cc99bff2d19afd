using ServerlessIot.Bridge.Health;
using ServerlessIot.Bridge.Settings;

namespace ServerlessIot.Bridge.Commands;

/// <summary>
/// The commands that their devices do not have yet, as far as this bridge knows. Every replica keeps all of them, and the one that holds the
/// device delivers: what another replica delivered, or a device replied to, is taken out. A command that comes twice is known by its id.
/// </summary>
/// <remarks>Bounded in number, bytes and per device. What finds no room is dropped and counted; its document ends as expired.</remarks>
internal sealed class CommandBook
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, DeviceCommands> _devices = new(StringComparer.Ordinal);
    private readonly PriorityQueue<PendingCommand, long> _byExpiry = new();
    private readonly EndedCommands _ended;
    private readonly BridgeOptions _options;
    private readonly BridgeMetrics _metrics;
    private readonly TimeProvider _time;
    private bool _isOpen;
    private long _sequence;
    private int _count;
    private long _bytes;

    public CommandBook(BridgeOptions options, BridgeMetrics metrics, TimeProvider time)
    {
        (_options, _metrics, _time) = (options, metrics, time);
        _ended = new EndedCommands(options.MaxCommands);
        metrics.CommandsWaiting = () => Count;
    }

    /// <summary>Commands that wait or are in flight.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Ends that were forgotten for want of room before their commands had expired, since the start.</summary>
    public long EndsForgotten
    {
        get
        {
            lock (_lock)
                return _ended.Forgotten;
        }
    }

    /// <summary>Until this is called nothing is delivered: only who has read the log to its end knows what was delivered before.</summary>
    public void Open()
    {
        ICommandHolder[] holders;
        lock (_lock)
        {
            if (_isOpen)
                return;
            _isOpen = true;
            holders = [.. _devices.Values.Where(device => device.Holder is not null && device.Count > 0).Select(device => device.Holder!)];
        }
        foreach (var holder in holders)
            holder.CommandsWaiting();
    }

    /// <summary>A command of the log. Known, ended and expired ones change nothing.</summary>
    public void Offer(PendingCommand command)
    {
        ICommandHolder? holder;
        lock (_lock)
        {
            if (command.Expires <= Now || _ended.Contains_NeedsLock(command.FullId))
                return;
            var device = Device_NeedsLock(command.Device);
            if (device.Knows(command.Id))
                return;
            if (!MakeRoom_NeedsLock(device, command))
            {
                _metrics.CommandDropped();
                Tidy_NeedsLock(command.Device, device);
                return;
            }
            command.Sequence = ++_sequence;
            device.Add(command);
            _byExpiry.Enqueue(command, command.Expires);
            Interlocked.Increment(ref _count);
            _bytes += command.Size;
            holder = _isOpen ? device.Holder : null;
        }
        holder?.CommandsWaiting();
    }

    /// <summary>A command needs no delivery any more: the device has it or replied to it, here or elsewhere.</summary>
    /// <param name="device">tenant/device.</param>
    /// <param name="id">The command.</param>
    /// <param name="until">When it has expired for sure, Unix milliseconds.</param>
    public void End(string device, string id, long until)
    {
        lock (_lock)
        {
            if (until > Now)
                _ended.Add_NeedsLock($"{device}\n{id}", until);
            if (_devices.TryGetValue(device, out var commands))
                Remove_NeedsLock(device, commands, id);
        }
    }

    /// <summary>A connection hears a device's commands from now on; an older one of the same device does not any more, and gives back what it has under way.</summary>
    public void Attach(string device, ICommandHolder holder)
    {
        ICommandHolder? older;
        lock (_lock)
        {
            var commands = Device_NeedsLock(device);
            (older, commands.Holder) = (commands.Holder, holder);
        }
        // First: it may be what is next in turn.
        if (older != holder)
            older?.GiveBack();
        holder.CommandsWaiting();
    }

    /// <summary>A connection does not hear them any more.</summary>
    public void Detach(string device, ICommandHolder holder)
    {
        lock (_lock)
        {
            if (!_devices.TryGetValue(device, out var commands) || commands.Holder != holder)
                return;
            commands.Holder = null;
            Tidy_NeedsLock(device, commands);
        }
    }

    /// <summary>The command whose turn it is, for the connection that holds the device; null when there is none. It is ended or returned later.</summary>
    public PendingCommand? Take(string device, ICommandHolder holder)
    {
        lock (_lock)
        {
            if (!_isOpen || !_devices.TryGetValue(device, out var commands) || commands.Holder != holder)
                return null;
            while (commands.Take() is { } command)
            {
                if (command.Expires > Now)
                    return command;
                Remove_NeedsLock(device, commands, command.Id);
            }
            return null;
        }
    }

    /// <summary>A command was taken and did not get through: it waits for the device's next connection.</summary>
    public void Return(PendingCommand command)
    {
        ICommandHolder? holder = null;
        lock (_lock)
        {
            if (_devices.TryGetValue(command.Device, out var commands))
            {
                commands.Return(command);
                holder = commands.Holder;
            }
        }
        holder?.CommandsWaiting();
    }

    /// <summary>Forgets what has expired.</summary>
    public void Purge()
    {
        lock (_lock)
        {
            var now = Now;
            while (_byExpiry.TryPeek(out var command, out var expires) && expires <= now)
            {
                _byExpiry.Dequeue();
                if (_devices.TryGetValue(command.Device, out var device))
                    Remove_NeedsLock(command.Device, device, command.Id);
            }
            _ended.Forget_NeedsLock(now);
        }
    }

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private DeviceCommands Device_NeedsLock(string device)
    {
        if (!_devices.TryGetValue(device, out var commands))
            _devices.Add(device, commands = new DeviceCommands());
        return commands;
    }

    private bool MakeRoom_NeedsLock(DeviceCommands device, PendingCommand command)
    {
        // Of one device the lowest gives way to a higher one; of all devices nobody gives way to another.
        var isFull = device.Count >= _options.MaxCommandsPerDevice;
        var last = isFull ? device.Last : null;
        if (isFull && (last is null || last.Rank <= command.Rank))
            return false;
        // Nobody gives way to one that finds no room even then.
        if (_count - (last is null ? 0 : 1) >= _options.MaxCommands || _bytes - (last?.Size ?? 0) + command.Size > _options.MaxCommandBytes)
            return false;
        if (last is not null)
        {
            Remove_NeedsLock(command.Device, device, last.Id);
            _metrics.CommandDropped();
            _devices[command.Device] = device;
        }
        return true;
    }

    private void Remove_NeedsLock(string name, DeviceCommands device, string id)
    {
        if (device.Remove(id) is not { } command)
            return;
        Interlocked.Decrement(ref _count);
        _bytes -= command.Size;
        // What expires much later would be kept in the queue until then.
        if (_byExpiry.Count > 1_024 && _byExpiry.Count > 2 * _count)
            Shrink_NeedsLock();
        Tidy_NeedsLock(name, device);
    }

    private void Shrink_NeedsLock()
    {
        var kept = _byExpiry.UnorderedItems.Where(item => _devices.TryGetValue(item.Element.Device, out var device) && device.Knows(item.Element.Id)).ToArray();
        _byExpiry.Clear();
        _byExpiry.EnqueueRange(kept);
    }

    private void Tidy_NeedsLock(string name, DeviceCommands device)
    {
        if (device.IsIdle)
            _devices.Remove(name);
    }
}
