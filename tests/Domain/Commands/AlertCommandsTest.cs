using System.Text.Json;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Commands;

namespace ServerlessIot.Domain.Tests.Commands;

public sealed class AlertCommandsTest
{
    private static readonly AlertRecord Alert = new()
    {
        AlertId = AlertIds.For("t", "d", "overheat", "e1"),
        Tenant = "t",
        Device = "d",
        Rule = "overheat",
        Severity = 5,
        Level = "critical",
        Message = "too hot",
        Measure = "temperature",
        Value = 90,
        Limit = 85,
        Time = 1_767_225_600_000,
        EventId = "e1",
        Origin = "0-0-0-0",
        Action = "shutdown",
    };

    [Fact]
    public void An_alerts_command_is_within_all_limits_and_lives_five_minutes_of_the_events_time()
    {
        var command = AlertCommands.Of(Alert)!;
        Assert.True(CommandLimits.Hold(command));
        Assert.Equal((Alert.AlertId, "t", "d", "shutdown", "critical"), (command.Id, command.Tenant, command.Device, command.Command, command.Priority));
        Assert.Equal((Alert.Time, Alert.Time + 300_000, 30_000), (command.Issued, command.Expires, command.Timeout));
        Assert.Equal($$"""{"alert":"{{Alert.AlertId}}","rule":"overheat"}""", command.Payload!.Value.GetRawText());
    }

    /// <summary>A later revision of the alert, told by a step, asks for the same.</summary>
    [Fact]
    public void Whoever_sends_it_sends_the_same()
    {
        var later = AlertCommands.Of(Alert with { Suppressed = 7, Last = Alert.Time + 60_000, Origin = "1-2-3-4", Value = 95, Cleared = Alert.Time + 70_000 })!;
        Assert.True(AlertCommands.Of(Alert)!.SameAs(later));
        Assert.Equal(JsonSerializer.Serialize(AlertCommands.Of(Alert), DomainJson.Default.CommandRecord), JsonSerializer.Serialize(later, DomainJson.Default.CommandRecord));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("shut down")]
    public void Without_a_name_there_is_no_command(string? action) => Assert.Null(AlertCommands.Of(Alert with { Action = action }));

    public static TheoryData<CommandRecord> Beyond
    {
        get
        {
            var command = AlertCommands.Of(Alert)!;
            return
            [
                command with { Id = "../x" }, command with { Command = "" }, command with { Priority = "urgent" }, command with { Issued = 0 }, command with { Expires = command.Issued },
                command with { Expires = command.Issued + (CommandLimits.MostExpiry * 1_000L) + 1 }, command with { Timeout = 0 }, command with { Timeout = (CommandLimits.MostTimeout * 1_000L) + 1 },
                command with { Payload = JsonDocument.Parse($"\"{new string('x', CommandLimits.PayloadBytes)}\"").RootElement }, command with { Payload = JsonDocument.Parse("1e999").RootElement },
            ];
        }
    }

    [Theory]
    [MemberData(nameof(Beyond))]
    public void What_is_beyond_a_limit_is_none(CommandRecord command) => Assert.False(CommandLimits.Hold(command));
}
