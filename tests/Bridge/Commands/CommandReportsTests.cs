using System.Text.Json;
using ServerlessIot.Bridge.Commands;
using ServerlessIot.Bridge.Edge;
using ServerlessIot.Bridge.Health;
using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Bridge.Tests.Devices;
using ServerlessIot.Bridge.Tests.Edge;
using ServerlessIot.Domain.Commands;

namespace ServerlessIot.Bridge.Tests.Commands;

public sealed class CommandReportsTests : IAsyncDisposable
{
    private const string Topic = "device.replies";
    private readonly HandClock _clock = new(); // its timers run in real time
    private readonly BridgeMetrics _metrics = new(new InFlightBudget(100, 1 << 20));
    private readonly FakeLog _log = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly CommandReports _reports;

    public CommandReportsTests() => _reports = new CommandReports(_log, new RecordFactory("test", _clock), _metrics, Topic, _clock, _stopping.Token);

    [Fact]
    public async Task What_the_uplink_drops_is_told_again_until_the_log_has_it()
    {
        _log.Holds = true;
        _reports.Sent(Given.Command("1"));
        _reports.Refused(Given.Command("2"), "no");
        _log.SettleAll(RecordOutcome.Dropped);
        await _log.WaitAsync(4);
        _log.SettleAll(RecordOutcome.Dropped);
        _log.Holds = false;
        var records = await _log.WaitAsync(2);
        Assert.Equal(["1", "2", "1", "2", "1", "2"], records.Select(r => r.Header("correlation-id")));
        Assert.Equal("sent refused", string.Join(' ', records.TakeLast(2).Select(Outcome)));
        Assert.All(records, r => Assert.Equal((UplinkPriority.Critical, Topic), (r.Priority, r.Topic)));
        Assert.Equal(2, records.Select(r => r.Header("ce_id")).Distinct().Count());
        await Eventually.True(() => _metrics.InFlight.Messages == 0);
        // And the next one, when nothing was left to tell.
        _log.Missing[Topic] = true;
        _reports.Sent(Given.Command("3"));
        Assert.Equal(0, _metrics.InFlight.Messages);
        _log.Missing.Clear();
        Assert.Equal("3", (await _log.WaitAsync(1))[^1].Header("correlation-id"));
        Assert.Empty(_metrics.RefusedByReason);
    }

    [Fact]
    public async Task When_the_commands_document_has_ended_it_is_given_up()
    {
        var expires = _clock.GetUtcNow().ToUnixTimeMilliseconds() + 60_000;
        _log.Missing[Topic] = true;
        _reports.Sent(Given.Command("1", expires: expires));
        _reports.Sent(Given.Command("2", expires: expires + 3_600_000));
        // The timer that ends documents waits a little longer than the deadline.
        _clock.Advance(TimeSpan.FromMilliseconds(60_000 + CommandLimits.Grace));
        await Eventually.True(() => Refused("delivery-expired") > 0);
        _log.Missing.Clear();
        Assert.Equal("2", Assert.Single(await _log.WaitAsync(1)).Header("correlation-id"));
        Assert.Equal(1, Refused("delivery-expired"));
    }

    [Fact]
    public async Task What_waits_to_be_told_again_is_bounded_and_what_the_log_refuses_does_not_wait()
    {
        _log.Holds = true;
        _reports.Sent(Given.Command("1"));
        _log.SettleAll(RecordOutcome.Refused);
        Assert.Equal(1, Refused("delivery-log"));
        await _stopping.CancelAsync(); // nothing is told again
        _log.Missing[Topic] = true;
        for (var i = 0; i < CommandReports.MostUntold + 5; i++)
            _reports.Sent(Given.Command($"{i}"));
        Assert.Equal(5, Refused("delivery-kafka-topic"));
        Assert.Equal(0, _metrics.InFlight.Messages);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _stopping.Dispose();
        _metrics.Dispose();
        await _log.DisposeAsync();
    }

    private long Refused(string reason) => _metrics.RefusedByReason.FirstOrDefault(r => r.Key == reason).Value;

    private static string Outcome(InFlightRecord record) => JsonDocument.Parse(record.Value()).RootElement.GetProperty("outcome").GetString()!;
}
