using ServerlessIot.Domain.Alerts;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Tests.Notify;

/// <summary>A channel whose answers a test chooses.</summary>
public sealed class ScriptedChannel(string name) : IAlertChannel
{
    public string Name => name;

    /// <summary>What each attempt ends with: null = taken.</summary>
    public Func<AlertDocument, string?> Answer { get; set; } = _ => null;

    /// <summary>Attempts end when this does.</summary>
    public Task Until { get; set; } = Task.CompletedTask;

    /// <summary>Keys of all attempts.</summary>
    public List<string> Keys { get; } = [];

    public async Task<string?> SendAsync(AlertDocument alert, string idempotencyKey, CancellationToken cancellationToken)
    {
        Keys.Add(idempotencyKey);
        await Until;
        return Answer(alert);
    }
}
