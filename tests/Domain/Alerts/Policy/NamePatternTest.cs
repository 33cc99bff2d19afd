using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using ServerlessIot.Domain.Alerts.Policy;

namespace ServerlessIot.Domain.Tests.Alerts.Policy;

public sealed class NamePatternTest
{
    [Theory]
    [InlineData("a", "a", true)]
    [InlineData("a", "A", false)]
    [InlineData("a", "ab", false)]
    [InlineData("*", "", true)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("site=*", "site=plant1", true)]
    [InlineData("*-critical", "temperature-critical", true)]
    [InlineData("a*b*c", "aXbYbc", true)]
    [InlineData("a.c", "abc", false)]
    public void Fits(string pattern, string name, bool fits) => Assert.Equal(fits, NamePattern.Fits(pattern, name));

    [Fact]
    public void Is_what_a_regular_expression_says()
    {
        var text = Gen.Elements('a', 'b', '*').ListOf().Select(characters => string.Concat(characters));
        Prop.ForAll(Gen.Two(text).ToArbitrary(), pair =>
        {
            var (pattern, name) = (pair.Item1, pair.Item2.Replace("*", "c", StringComparison.Ordinal));
            var expression = "^" + Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal) + "$";
            return NamePattern.Fits(pattern, name) == Regex.IsMatch(name, expression, RegexOptions.Singleline, TimeSpan.FromSeconds(10));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }
}
