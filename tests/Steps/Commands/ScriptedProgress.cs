using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Tests.Commands;

/// <summary>How far the group of replies is, as a test says.</summary>
public sealed class ScriptedProgress : IGroupProgress
{
    /// <summary>What is read, by partition; may throw.</summary>
    public Func<GroupPlace[]> Read { get; set; } = () => [new GroupPlace(0, 0)];

    public int Reads { get; private set; }

    public Task<IReadOnlyList<GroupPlace>> ReadAsync(string topic, string group, CancellationToken cancellationToken)
    {
        Assert.Equal(("device.replies", "reply"), (topic, group));
        Reads++;
        return Task.FromResult<IReadOnlyList<GroupPlace>>(Read());
    }
}
