using System.Text.Json;
using ServerlessIot.Domain.Commands;

namespace ServerlessIot.Domain.Tests.Commands;

public sealed class CommandJsonTest
{
    private const string Text = """{"id":"k-1","tenant":"t","device":"d","command":"restart","payload":{"a":[1,"x",null]},"issued":1,"expires":2,"timeout":3,"priority":"high","by":"eva","key":"once"}""";

    [Fact]
    public void A_command_reads_back_as_it_was_written() =>
        Assert.Equal(Text, JsonSerializer.Serialize(JsonSerializer.Deserialize(Text, DomainJson.Default.CommandRecord), DomainJson.Default.CommandRecord));

    [Fact]
    public void A_document_leaves_out_null_and_reads_back()
    {
        var document = CommandLifecycle.Replied(
            CommandLifecycle.Open(JsonSerializer.Deserialize(Text, DomainJson.Default.CommandRecord)!), new CommandReply(CommandStates.Failed, 9, null, "no"))!;
        var json = JsonSerializer.Serialize(document, DomainJson.Default.CommandDocument);
        Assert.Equal("""{"command":""" + Text + ""","state":"failed","changed":9,"told":true,"reply":{"state":"failed","time":9,"message":"no"}}""", json);
        Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize(json, DomainJson.Default.CommandDocument), DomainJson.Default.CommandDocument));
    }

    [Theory]
    [InlineData("""{"a":{"b":[1,2.5,-3e10,"x\n",true,false,null]}}""", true)]
    [InlineData("""[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]""", true)]
    [InlineData("""[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]""", false)]
    [InlineData("1e999", false)]
    [InlineData("""{"a":[-1e400]}""", false)]
    [InlineData("\"\\ud800\"", false)]
    [InlineData("{\"\\udc00\":1}", false)]
    [InlineData("\"\\ud83d\\ude00\"", true)]
    public void Only_what_every_store_can_hold_is_plain(string json, bool plain)
    {
        using var document = JsonDocument.Parse(json);
        Assert.Equal(plain, PlainJson.Holds(document.RootElement));
    }

    [Fact]
    public void The_same_is_what_asks_for_the_same()
    {
        var command = JsonSerializer.Deserialize(Text, DomainJson.Default.CommandRecord)!;
        Assert.True(command.SameAs(command with { Issued = 11, Expires = 12, By = null }));
        Assert.False(command.SameAs(command with { Command = "stop" }));
        Assert.False(command.SameAs(command with { Payload = null }));
        Assert.False((command with { Payload = null }).SameAs(command));
        Assert.False(command.SameAs(command with { Expires = 3 }));
        Assert.False(command.SameAs(command with { Priority = "low" }));
        Assert.False(command.SameAs(command with { Timeout = 4 }));
    }

    [Fact]
    public void Ids_of_keys_are_the_devices_own_and_stay()
    {
        Assert.Equal(CommandIds.OfKey("t", "d", "once"), CommandIds.OfKey("t", "d", "once"));
        string[] ids = [CommandIds.OfKey("t", "d", "once"), CommandIds.OfKey("u", "d", "once"), CommandIds.OfKey("t", "e", "once"), CommandIds.OfKey("t", "d", "twice"), CommandIds.Of(5, [1, 2, 3, 4, 5, 6, 7, 8])];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(ids, id => Assert.True(CommandLimits.IsId(id), id));
        Assert.Equal("000000000000005-0102030405060708", ids[^1]);
        Assert.All(new[] { "", "a/b", "x", "K-1", new string('1', 65), null }, id => Assert.False(CommandLimits.IsId(id)));
    }

    [Theory]
    [InlineData("critical", 0)]
    [InlineData("high", 1)]
    [InlineData("medium", 2)]
    [InlineData("low", 3)]
    [InlineData("else", 2)]
    public void Priorities_have_their_rank(string priority, int rank) => Assert.Equal(rank, CommandPriorities.Rank(priority));
}
