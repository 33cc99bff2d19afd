using ServerlessIot.Domain.Alerts;

namespace ServerlessIot.Domain.Tests.Alerts;

public sealed class AlertLevelsTest
{
    [Theory]
    [InlineData("critical", 5)]
    [InlineData("high", 4)]
    [InlineData("warning", 3)]
    [InlineData("normal", 3)]
    [InlineData("low", 2)]
    [InlineData("info", 1)]
    [InlineData("something else", 1)]
    public void A_level_has_a_severity(string level, int severity) => Assert.Equal(severity, AlertLevels.SeverityOf(level));

    [Theory]
    [InlineData(9, "critical")]
    [InlineData(5, "critical")]
    [InlineData(4, "high")]
    [InlineData(3, "warning")]
    [InlineData(2, "low")]
    [InlineData(1, "info")]
    [InlineData(0, "info")]
    public void A_severity_has_a_level(int severity, string level) => Assert.Equal(level, AlertLevels.LevelOf(severity));
}
