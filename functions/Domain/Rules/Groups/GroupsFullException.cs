namespace ServerlessIot.Domain.Rules.Groups;

/// <summary>There are as many groups as rules can know.</summary>
public sealed class GroupsFullException : Exception
{
    /// <summary>Says how many that are.</summary>
    public GroupsFullException()
        : base($"All tenants together have at most {GroupSet.MostGroups} groups of {GroupSet.MostBytes} bytes for rules.")
    {
    }

    /// <inheritdoc/>
    public GroupsFullException(string message) : base(message)
    {
    }

    /// <inheritdoc/>
    public GroupsFullException(string message, Exception inner) : base(message, inner)
    {
    }
}
