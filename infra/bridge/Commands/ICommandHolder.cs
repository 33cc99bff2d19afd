namespace ServerlessIot.Bridge.Commands;

/// <summary>A connection through which a device hears its commands.</summary>
internal interface ICommandHolder
{
    /// <summary>Something may be there to take from the book. Called from any thread; must neither block nor throw.</summary>
    void CommandsWaiting();
}
