namespace ServerlessIot.Bridge.Commands;

/// <summary>A connection through which a device hears its commands.</summary>
internal interface ICommandHolder
{
    /// <summary>Something may be there to take from the book. Called from any thread; must neither block nor throw.</summary>
    void CommandsWaiting();

    /// <summary>Another connection hears the device's commands from now on: what is under way here goes back to the book. Called from any thread, without locks; must neither block nor throw.</summary>
    void GiveBack();
}
