using System.Text;
using System.Text.Json;
using ServerlessIot.Domain;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Alerts.Policy;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Notify;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Tests.Doubles;

namespace ServerlessIot.Steps.Tests.Notify;

/// <summary>Notify with two scripted channels and a clock that a test moves.</summary>
public sealed class NotifyRig : INotificationPolicy
{
    public NotifyRig()
    {
        Parts = NewParts();
    }

    /// <summary>The policy that holds; a test may set another one at any time.</summary>
    public NotificationPolicy Policy { get; set; } = NotificationPolicy.Default;

    NotificationPolicy INotificationPolicy.Current => Policy;

    ValueTask INotificationPolicy.PrepareAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public MemoryDocuments Documents { get; } = new();

    public MemoryLog Log { get; } = new(1);

    public ScriptedChannel First { get; } = new("first");

    public ScriptedChannel Second { get; } = new("second");

    public StoppedClock Clock { get; } = new();

    public NotifyOptions Options { get; } = new() { FailureDelay = TimeSpan.Zero };

    public NotifyParts Parts { get; }

    public AlertSender Sender => Parts.Sender;

    public NotifyStep Step => Parts.Step;

    public long Now => Clock.GetUtcNow().ToUnixTimeMilliseconds();

    public AlertDocument Only => Documents.All<AlertDocument>(Containers.Alerts).Single();

    /// <summary>Another instance.</summary>
    public NotifyParts NewParts() => new(Documents, Log, [First, Second], this, Options, Clock);

    public static AlertRecord Alert(string id = "a1", string origin = "0-0-10-0", long suppressed = 0) => new()
    {
        AlertId = id,
        Tenant = "t",
        Device = "d",
        Rule = "temperature.critical",
        Severity = 5,
        Level = "critical",
        Message = "temperature 151 is above 150",
        Measure = "temperature",
        Value = 151,
        Limit = 150,
        Time = 1_763_600_000_000,
        EventId = "e1",
        Suppressed = suppressed,
        Origin = origin,
    };

    public static LogRecord Record(AlertRecord alert) => Record(JsonSerializer.Serialize(alert, DomainJson.Default.AlertRecord));

    public static LogRecord Record(string value, string type = RecordTypes.Alert) =>
        new("alerts", 0, 7, 1_763_600_000_000, "t/d"u8.ToArray(), Encoding.UTF8.GetBytes(value), [new LogHeader(LogHeaders.Type, type)]);

    public Task HandleAsync(AlertRecord alert) => Step.HandleAsync(Record(alert), default);

    /// <summary>Somebody does something with the one alert.</summary>
    public async Task HandAsync(Func<AlertDocument, string, long, AlertTransition> action)
    {
        var document = await Documents.ReadAsync<AlertDocument>(Containers.Alerts, "t/d", "a1", default);
        Assert.NotNull(await Documents.TryWriteAsync(Containers.Alerts, "t/d", "a1", action(document!.Body, "eva", Now).Next!, document.Version, default));
    }

    /// <summary>What the re-sender does for the one alert.</summary>
    public async Task<int> ResendAsync()
    {
        var document = await Documents.ReadAsync<AlertDocument>(Containers.Alerts, "t/d", "a1", default);
        return await Sender.SendAsync(document!, fresh: false, default);
    }
}
