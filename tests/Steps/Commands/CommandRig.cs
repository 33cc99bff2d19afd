using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Domain;
using ServerlessIot.Domain.Commands;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Commands;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Reply;
using ServerlessIot.Steps.Tests.Doubles;

namespace ServerlessIot.Steps.Tests.Commands;

/// <summary>Desk, timer and Reply over one store and one log, with a clock that a test moves.</summary>
public sealed class CommandRig
{
    public CommandRig()
    {
        var teller = new CommandTeller(Documents, Log, new TopicNames(), Options, Clock, NullLogger<CommandTeller>.Instance);
        Desk = new CommandDesk(Documents, teller, Options, NullLogger<CommandDesk>.Instance);
        Sweep = new CommandSweep(Documents, teller, new ReplyProgress(Progress, new TopicNames(), Clock), Options, Clock, NullLogger<CommandSweep>.Instance);
        Step = new ReplyStep(Documents, Log, new TopicNames(), new ReplyOptions { FailureDelay = TimeSpan.Zero }, Clock, NullLogger<ReplyStep>.Instance);
    }

    public MemoryDocuments Documents { get; } = new();

    public MemoryLog Log { get; } = new(1);

    public ScriptedProgress Progress { get; } = new();

    public StoppedClock Clock { get; } = new();

    public CommandOptions Options { get; } = new() { MostOpen = 3, TellWithin = TimeSpan.FromMilliseconds(200) };

    public CommandDesk Desk { get; }

    public CommandSweep Sweep { get; }

    public ReplyStep Step { get; }

    public CommandDocument Only => Documents.All<CommandDocument>(Containers.Commands).Single();

    public List<LogRecord> Told => Log.Of("device.commands");

    public List<LogRecord> Quarantined => Log.Of("telemetry.quarantine");

    private long Now => Clock.Now.ToUnixTimeMilliseconds();

    public CommandRecord Command(string id = "1", string device = "d", string? key = null) => new()
    {
        Id = id,
        Tenant = "t",
        Device = device,
        Command = "restart",
        Issued = Now,
        Expires = Now + 300_000,
        Timeout = 30_000,
        Priority = CommandPriorities.Medium,
        Key = key,
    };

    public Task<CommandAsked> AskAsync(CommandRecord? command = null) => Desk.AskAsync(command ?? Command(), default);

    public Task ReplyAsync(string payload, string? id = "1", string key = "t/d", string type = RecordTypes.Reply) => ReplyAsync(Encoding.UTF8.GetBytes(payload), id, key, type);

    public Task ReplyAsync(byte[] payload, string? id = "1", string key = "t/d", string type = RecordTypes.Reply) => Step.HandleAsync(
        new LogRecord("device.replies", 0, 0, Now, Encoding.UTF8.GetBytes(key), payload, [new(LogHeaders.Type, type), .. id is null ? [] : new[] { new LogHeader(LogHeaders.Correlation, id) }]), default);

    /// <summary>A bridge says that it issued a command: under the key of device d, whomever it names.</summary>
    public Task IssuedAsync(CommandRecord command) => ReplyAsync(JsonSerializer.SerializeToUtf8Bytes(command, DomainJson.Default.CommandRecord), id: null, type: RecordTypes.Command);

    public Task SentAsync(string outcome = CommandOutcomes.Sent, string? reason = null, long? time = null) =>
        ReplyAsync(JsonSerializer.SerializeToUtf8Bytes(new CommandDelivery(outcome, time ?? Now, reason), DomainJson.Default.CommandDelivery), type: RecordTypes.Delivery);
}
