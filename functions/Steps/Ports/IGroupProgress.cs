namespace ServerlessIot.Steps.Ports;

/// <summary>Tells how far a group of readers is.</summary>
public interface IGroupProgress
{
    /// <summary>Every partition of a topic, by its number.</summary>
    /// <exception cref="LogUnavailableException">The log did not answer in time.</exception>
    Task<IReadOnlyList<GroupPlace>> ReadAsync(string topic, string group, CancellationToken cancellationToken);
}

/// <summary>How far a group is in one partition.</summary>
/// <param name="End">The offset after the last record.</param>
/// <param name="Next">The offset that the group has to handle next; below <paramref name="End"/> while records wait.</param>
public readonly record struct GroupPlace(long End, long Next);
