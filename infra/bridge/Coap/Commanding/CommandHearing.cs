namespace ServerlessIot.Bridge.Coap.Commanding;

/// <summary>Whether somebody who observes commands may hear one now.</summary>
internal enum CommandHearing
{
    /// <summary>It may.</summary>
    Yes,

    /// <summary>Not at its risk: the command waits, and it goes on observing.</summary>
    Later,

    /// <summary>What it was let in with counts no more: it has to show something new.</summary>
    Unauthorized,

    /// <summary>It is let in no more.</summary>
    Forbidden,
}
