using ServerlessIot.Domain.Alerts;

namespace ServerlessIot.Domain.Tests.Alerts;

public sealed class AlertIdsTest
{
    [Fact]
    public void Is_stable_across_processes() => Assert.Equal("171400a7eff5098f00f3659e4cfe632d", AlertIds.For("demo", "temp-001", "temperature-critical", "e-1"));

    [Fact]
    public void Differs_by_every_part()
    {
        string[] ids =
        [
            AlertIds.For("a", "b", "c", "d"), AlertIds.For("x", "b", "c", "d"), AlertIds.For("a", "x", "c", "d"), AlertIds.For("a", "b", "x", "d"), AlertIds.For("a", "b", "c", "x"),
            AlertIds.For("ab", "", "c", "d"), AlertIds.For("", "ab", "c", "d"),
        ];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^[0-9a-f]{32}$", id));
    }
}
