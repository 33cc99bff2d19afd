namespace ServerlessIot.Bridge.Commands;

/// <summary>One device's commands, and the connection that holds it. Callers hold the book's lock.</summary>
internal sealed class DeviceCommands
{
    private readonly SortedSet<PendingCommand> _waiting = new(PendingCommand.InTurn);

    /// <summary>Waiting and in flight, by id.</summary>
    private readonly Dictionary<string, PendingCommand> _known = new(StringComparer.Ordinal);

    /// <summary>Null while no connection hears commands.</summary>
    public ICommandHolder? Holder { get; set; }

    public int Count => _known.Count;

    public bool IsIdle => Holder is null && _known.Count == 0;

    public bool Knows(string id) => _known.ContainsKey(id);

    public void Add(PendingCommand command)
    {
        _known.Add(command.Id, command);
        _waiting.Add(command);
    }

    /// <summary>The one whose turn it is; it stays known until <see cref="Remove"/>. Null when none waits.</summary>
    public PendingCommand? Take()
    {
        if (_waiting.Min is not { } command)
            return null;
        _waiting.Remove(command);
        return command;
    }

    /// <summary>One that was taken waits again.</summary>
    public void Return(PendingCommand command)
    {
        if (_known.ContainsKey(command.Id))
            _waiting.Add(command);
    }

    /// <summary>The one that would come last of those that wait; null when none does.</summary>
    public PendingCommand? Last => _waiting.Max;

    /// <summary>Takes one out, waiting or in flight; null when it is not known.</summary>
    public PendingCommand? Remove(string id)
    {
        if (!_known.Remove(id, out var command))
            return null;
        _waiting.Remove(command);
        return command;
    }
}
