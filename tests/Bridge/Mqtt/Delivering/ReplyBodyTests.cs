using System.Text;
using ServerlessIot.Bridge.Mqtt.Delivering;
using ServerlessIot.Domain.Commands;

namespace ServerlessIot.Bridge.Tests.Mqtt.Delivering;

public class ReplyBodyTests
{
    [Theory]
    [InlineData("""{"id":"7"}""", "7")]
    [InlineData("""{"correlation_id":"7"}""", "7")]
    [InlineData("""{"correlation_id":"8","id":"7","status":"ok"}""", "7")]
    [InlineData("""{"id":7,"correlation_id":"8"}""", "8")]
    [InlineData("""{"result":{"id":"1","more":[{"id":"2"}]},"id":"7"}""", "7")]
    [InlineData(" \r\n\t{\"\\u0069d\" : \"\\u0037\"} ", "7")]
    [InlineData("""{"id":{"id":"7"}}""", null)]
    [InlineData("""{"result":{"id":"7"}}""", null)]
    [InlineData("""{"Id":"7"}""", null)]
    [InlineData("""[{"id":"7"}]""", null)]
    [InlineData("\"id\"", null)]
    [InlineData("id 7", null)]
    [InlineData("", null)]
    [InlineData("{", null)]
    [InlineData("""{"id":"7" """, null)]
    [InlineData("""{"id":"7"}}""", null)]
    [InlineData("""{"id":"7",}""", null)]
    [InlineData("""{"id":"7","id":"8"}""", null)]
    [InlineData("""{"id":"\ud800"}""", null)]
    [InlineData("""{"\ud800":1,"id":"\ud800"}""", null)]
    public void It_names_a_command_by_its_member_id(string payload, string? expected) => Assert.Equal(expected, ReplyBody.Command(Encoding.UTF8.GetBytes(payload)));

    [Fact]
    public void Bytes_that_are_no_text_name_nothing() => Assert.Null(ReplyBody.Command([(byte)'{', (byte)'"', 0xFF, (byte)'"', (byte)':', (byte)'1', (byte)'}']));

    [Theory]
    [InlineData(CommandLimits.ReplyBytes, "7")]
    [InlineData(CommandLimits.ReplyBytes + 1, null)]
    public void What_is_larger_than_a_reply_names_nothing(int length, string? expected) =>
        Assert.Equal(expected, ReplyBody.Command(Encoding.UTF8.GetBytes($$"""{"id":"7","text":"{{new string('x', length - 20)}}"}""")));

    [Theory]
    [InlineData(31, "7")]
    [InlineData(40, null)]
    public void What_is_deeper_than_a_reply_names_nothing(int levels, string? expected) =>
        Assert.Equal(expected, ReplyBody.Command(Encoding.UTF8.GetBytes($$"""{"id":"7","deep":{{new string('[', levels)}}{{new string(']', levels)}}}""")));
}
