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

    /// <summary>What attempts said of others that had to wait.</summary>
    public List<long> Waiting { get; } = [];

    public async Task<string?> SendAsync(Notice notice, CancellationToken cancellationToken)
    {
        lock (Keys)
        {
            Keys.Add(notice.Key);
            if (notice.Waiting > 0) Waiting.Add(notice.Waiting);
        }

        await Until;
        return Answer(notice.Alert);
    }
}
