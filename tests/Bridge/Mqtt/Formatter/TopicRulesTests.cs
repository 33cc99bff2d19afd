using ServerlessIot.Bridge.Mqtt.Formatter;

namespace ServerlessIot.Bridge.Tests.Mqtt.Formatter;

public class TopicRulesTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("/")]
    [InlineData("a//b")]
    [InlineData("#")]
    [InlineData("+")]
    [InlineData("+/+")]
    [InlineData("a/+/b")]
    [InlineData("a/#")]
    [InlineData("/#")]
    [InlineData("+/#")]
    public void These_are_filters(string filter) => Assert.True(TopicRules.IsFilter(filter));

    [Theory]
    [InlineData("")]
    [InlineData("#/a")]
    [InlineData("a/#/b")]
    [InlineData("a#")]
    [InlineData("a/b#")]
    [InlineData("##")]
    [InlineData("+a")]
    [InlineData("a/b+")]
    [InlineData("a/+b/c")]
    [InlineData("#/")]
    public void These_are_none(string filter) => Assert.False(TopicRules.IsFilter(filter));
}
