using ServerlessIot.Domain.Commands;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Commands;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Tests.Commands;

namespace ServerlessIot.Steps.Tests.Reply;

public sealed class ReplyStepTest
{
    private readonly CommandRig rig = new();

    [Theory]
    [InlineData("""{"status":"succeeded","result":{"uptime":3}}""", "succeeded", """{"uptime":3}""", null)]
    [InlineData("""{"status":"OK"}""", "succeeded", """{"status":"OK"}""", null)]
    [InlineData("""{"status":"failed","message":"no power"}""", "failed", """{"status":"failed","message":"no power"}""", "no power")]
    [InlineData("""{"status":"error","error":"unknown type","result":null}""", "failed", "null", "unknown type")]
    [InlineData("""{"temperature":21.5}""", "succeeded", """{"temperature":21.5}""", null)]
    [InlineData("[1,2]", "succeeded", "[1,2]", null)]
    [InlineData("done", "succeeded", null, "done")]
    [InlineData("", "succeeded", null, null)]
    public async Task A_reply_ends_its_command(string payload, string state, string? result, string? message)
    {
        await rig.AskAsync();
        await rig.ReplyAsync(payload);
        Assert.Empty(rig.Quarantined);
        Assert.Equal((state, state, message, result), (rig.Only.State, rig.Only.Reply!.State, rig.Only.Reply.Message, rig.Only.Reply.Result?.GetRawText()));
    }

    [Theory]
    [InlineData("id")]
    [InlineData("correlation_id")]
    public async Task The_payload_may_name_the_command(string member)
    {
        await rig.AskAsync();
        await rig.ReplyAsync($$"""{"{{member}}":"1","status":"succeeded"}""", id: null);
        Assert.Equal(CommandStates.Succeeded, rig.Only.State);
    }

    [Fact]
    public async Task The_first_reply_stands_and_copies_change_nothing()
    {
        await rig.AskAsync();
        await rig.SentAsync();
        await rig.ReplyAsync("""{"status":"failed","message":"first"}""");
        var ended = rig.Only;
        await rig.ReplyAsync("""{"status":"failed","message":"first"}""");
        await rig.ReplyAsync("""{"status":"succeeded"}""");
        await rig.SentAsync();
        Assert.Equal((CommandStates.Failed, ended), (ended.State, rig.Only));
        Assert.Empty(rig.Quarantined);
    }

    [Fact]
    public async Task A_delivery_that_comes_behind_the_reply_changes_nothing()
    {
        await rig.AskAsync();
        await rig.ReplyAsync("{}");
        await rig.SentAsync();
        Assert.Equal((CommandStates.Succeeded, null), (rig.Only.State, rig.Only.Sent));
    }

    [Fact]
    public async Task What_the_device_cannot_take_has_failed()
    {
        await rig.AskAsync();
        await rig.SentAsync(CommandOutcomes.Refused, "too large");
        Assert.Equal((CommandStates.Failed, "too large"), (rig.Only.State, rig.Only.Reply!.Message));
    }

    /// <summary>A device answers under its own key, which the bridge gives it: not for another device, nor for one of the same name elsewhere.</summary>
    [Theory]
    [InlineData("t/other")]
    [InlineData("u/d")]
    public async Task Nobody_answers_for_another_device(string key)
    {
        await rig.AskAsync();
        await rig.ReplyAsync("{}", key: key);
        Assert.Equal(CommandStates.Queued, rig.Only.State);
        Assert.Equal("unknown-command", Assert.Single(rig.Quarantined).Header(LogHeaders.ReasonCode));
    }

    public static TheoryData<byte[], string?, string, string, string> Unusable => new()
    {
        { "{}"u8.ToArray(), null, "t/d", RecordTypes.Reply, "no-correlation" },
        { "{}"u8.ToArray(), "../twin", "t/d", RecordTypes.Reply, "no-correlation" },
        { "{}"u8.ToArray(), "2", "t/d", RecordTypes.Reply, "unknown-command" },
        { "{}"u8.ToArray(), "1", "t", RecordTypes.Reply, "no-device" },
        { """{"status":"later"}"""u8.ToArray(), "1", "t/d", RecordTypes.Reply, "unknown-status" },
        { """{"status":"failed","status":"failed"}"""u8.ToArray(), "1", "t/d", RecordTypes.Reply, "not-json" },
        { """ {"status":"failed" """u8.ToArray(), "1", "t/d", RecordTypes.Reply, "not-json" },
        { """{"status":7}"""u8.ToArray(), "1", "t/d", RecordTypes.Reply, "unknown-status" },
        { """{"result":1e999}"""u8.ToArray(), "1", "t/d", RecordTypes.Reply, "unstorable" },
        { new byte[] { 0xC3, 0x28 }, "1", "t/d", RecordTypes.Reply, "not-text" },
        { new byte[CommandLimits.ReplyBytes + 1], "1", "t/d", RecordTypes.Reply, "too-large" },
        { "{}"u8.ToArray(), "1", "t/d", RecordTypes.Delivery, "invalid-delivery" },
        { "x"u8.ToArray(), "1", "t/d", RecordTypes.Delivery, "invalid-delivery" },
        { """{"outcome":"sent","time":1}"""u8.ToArray(), null, "t/d", RecordTypes.Delivery, "no-correlation" },
        { "{}"u8.ToArray(), "1", "t/d", RecordTypes.Telemetry, "unknown-record-type" },
    };

    [Theory]
    [MemberData(nameof(Unusable))]
    public async Task What_cannot_be_used_goes_to_quarantine_and_changes_nothing(byte[] payload, string? id, string key, string type, string reason)
    {
        await rig.AskAsync();
        var before = rig.Only;
        await rig.ReplyAsync(payload, id, key, type);
        var refused = Assert.Single(rig.Quarantined);
        Assert.Equal((reason, "reply"), (refused.Header(LogHeaders.ReasonCode), refused.Header(LogHeaders.RefusedBy)));
        Assert.Equal(payload, refused.Value.ToArray());
        Assert.Equal(before, rig.Only);
    }

    /// <summary>The document was written by another process, and a copy of the store may not have it yet.</summary>
    [Fact]
    public async Task A_store_that_is_behind_by_a_moment_costs_no_reply()
    {
        await rig.AskAsync();
        var reads = 0;
        rig.Documents.OnRead = _ => ++reads > 3;
        await rig.ReplyAsync("{}");
        Assert.Equal(CommandStates.Succeeded, rig.Only.State);
        Assert.Empty(rig.Quarantined);
    }

    [Fact]
    public async Task A_device_that_answers_what_nobody_asked_for_holds_up_others_once_a_minute()
    {
        var reads = 0;
        rig.Documents.OnRead = _ => ++reads > 0;
        for (var i = 0; i < 20; i++) await rig.ReplyAsync("{}", $"{i}");
        Assert.Equal((5 + 19, 20), (reads, rig.Quarantined.Count));
        await rig.ReplyAsync("{}", key: "t/other");
        Assert.Equal(5 + 19 + 5, reads);
        rig.Clock.Advance(TimeSpan.FromMinutes(1));
        await rig.ReplyAsync("{}");
        Assert.Equal(5 + 19 + 5 + 5, reads);
    }

    /// <summary>A bridge that stops a device by itself says so first, in the same partition as what follows.</summary>
    [Fact]
    public async Task A_command_of_a_bridges_own_gets_its_document_and_one_end()
    {
        await rig.IssuedAsync(rig.Command());
        Assert.Equal((CommandStates.Queued, false), (rig.Only.State, rig.Only.Told));
        await rig.SentAsync();
        await rig.ReplyAsync("{}");
        var ended = rig.Only;
        // Again after a crash, and by whoever else sends the alert's command.
        await rig.IssuedAsync(rig.Command());
        Assert.Equal(CommandAnswers.Known, (await rig.AskAsync()).Answer);
        Assert.Equal((CommandStates.Succeeded, ended), (ended.State, rig.Only));
        Assert.Empty(rig.Told);
        Assert.Empty(rig.Quarantined);
    }

    [Fact]
    public async Task One_that_the_bridge_did_not_send_before_it_died_the_timer_tells_and_one_that_nobody_took_expires()
    {
        await rig.IssuedAsync(rig.Command());
        rig.Clock.Now = rig.Clock.Now.AddMilliseconds(CommandLimits.TellAgainAfter);
        Assert.Equal((0, 1), await rig.Sweep.RunAsync(default));
        Assert.Single(rig.Told);
        rig.Clock.Now = rig.Clock.Now.AddMinutes(6);
        Assert.Equal((1, 0), await rig.Sweep.RunAsync(default));
        Assert.Equal(CommandStates.Expired, rig.Only.State);
    }

    [Fact]
    public async Task What_is_no_command_or_is_one_to_another_device_goes_to_quarantine()
    {
        foreach (var payload in new[] { "x", "{}", "null", "[]" })
            await rig.ReplyAsync(payload, id: null, type: RecordTypes.Command);
        await rig.IssuedAsync(rig.Command(device: "other"));
        await rig.IssuedAsync(rig.Command() with { Expires = 1 });
        await rig.IssuedAsync(rig.Command(id: "../1"));
        Assert.Equal(7, rig.Quarantined.Count);
        Assert.All(rig.Quarantined, record => Assert.Equal("invalid-command", record.Header(LogHeaders.ReasonCode)));
        Assert.Empty(rig.Documents.All<CommandDocument>(Containers.Commands));
    }

    [Fact]
    public async Task A_long_text_is_cut_between_characters()
    {
        await rig.AskAsync();
        await rig.ReplyAsync(new string('x', CommandLimits.MessageLength - 1) + "😀😀");
        Assert.Equal(new string('x', CommandLimits.MessageLength - 1), rig.Only.Reply!.Message);
    }

    [Fact]
    public async Task A_store_that_is_away_lets_the_record_come_again()
    {
        await rig.AskAsync();
        rig.Documents.OnWrite = (_, _) => throw new StoreUnavailableException("away");
        await Assert.ThrowsAsync<StoreUnavailableException>(() => rig.ReplyAsync("{}"));
        rig.Documents.OnWrite = (_, _) => { };
        await rig.ReplyAsync("{}");
        Assert.Equal(CommandStates.Succeeded, rig.Only.State);
    }

    [Fact]
    public async Task A_write_that_got_through_before_the_death_is_not_undone()
    {
        await rig.AskAsync();
        rig.Documents.OnWrite = (_, after) =>
        {
            if (after) throw new StoreUnavailableException("answer lost");
        };
        await Assert.ThrowsAsync<StoreUnavailableException>(() => rig.ReplyAsync("""{"status":"failed"}"""));
        rig.Documents.OnWrite = (_, _) => { };
        await rig.ReplyAsync("""{"status":"failed"}""");
        Assert.Equal(CommandStates.Failed, rig.Only.State);
    }
}
