using FsCheck;
using FsCheck.Fluent;
using ServerlessIot.Domain.Rules.Expressions;

namespace ServerlessIot.Domain.Tests.Rules.Expressions;

public sealed class ExpressionTest
{
    [Theory]
    [InlineData("1 + 2 * 3 == 7 and a > 0", true)]
    [InlineData("(1 + 2) * 3 == 9 and a > 0", true)]
    [InlineData("10 - 4 - 3 == 3 and a > 0", true)]
    [InlineData("24 / 4 / 2 == 3 and a > 0", true)]
    [InlineData("-a + 2 == 0", true)] // a is 2
    [InlineData("a - -1 == 3", true)]
    [InlineData("not (a > 3) and a == 2", true)]
    [InlineData("a == 2 or a > 3 and a > 4", true)] // 'and' binds more
    [InlineData("(a == 2 or a > 3) and a > 4", false)]
    [InlineData("min(a, 7) == 2 and max(a,7)==7 and pow(a, 3) == 8 and sqrt(16) == 4 and abs(-3) == 3", true)]
    [InlineData("7 % 4 == 3 and a != 3", true)]
    [InlineData("0 / 0 > a or 0 / 0 != a or 0 / 0 == a", false)]
    [InlineData("1.5e+1 == 15 and .5 < a", true)]
    public void Operators_have_their_strength(string text, bool holds) => Assert.Equal(holds, Expression.Parse(text).Holds([2]));

    [Fact]
    public void Measures_are_named_once_in_their_order() => Assert.Equal(["b", "a.x", "min"], Expression.Parse("b > a.x and b + min > 1").Measures);

    [Theory]
    [InlineData("", "The expression ends too early. (character 1)")]
    [InlineData("a >", "The expression ends too early. (character 4)")]
    [InlineData("a > 3 )", "')' is not expected here. (character 7)")]
    [InlineData("a + 1", "An expression must be a condition, such as temperature > 80. (character 1)")]
    [InlineData("(a > 3", "')' is missing. (character 7)")]
    [InlineData("a > 3 and b", "'and' and 'or' stand between conditions. (character 9)")]
    [InlineData("(a > 1) + 2 > 3", "Numbers are compared and calculated with, conditions are not. (character 9)")]
    [InlineData("1 < a < 3", "Numbers are compared and calculated with, conditions are not. (character 7)")]
    [InlineData("foo(1) > 2", "There is no function 'foo'; there are abs, sqrt, min, max, pow. (character 1)")]
    [InlineData("a > 1x", "'1x' is no number. (character 5)")]
    [InlineData("a > 1e999", "'1e999' is no number. (character 5)")]
    [InlineData("a > 3 & b > 3", "'&' is not expected here. (character 7)")]
    [InlineData("min(1) > a", "',' is missing. (character 6)")]
    [InlineData("-(a > 1)", "A condition has no sign. (character 9)")]
    [InlineData("not a", "'not' stands before a condition. (character 6)")]
    [InlineData("and > 3", "'and' is not expected here. (character 1)")]
    [InlineData("a = 3", "'=' is not expected here. (character 3)")]
    [InlineData("a > b c", "'c' is not expected here. (character 7)")]
    public void A_fault_is_told_with_its_character(string text, string message) => Assert.Equal(message, Assert.Throws<ExpressionException>(() => Expression.Parse(text)).Message);

    [Fact]
    public void Length_nesting_and_measures_have_bounds()
    {
        Assert.Contains("at most 1000 characters", Refusal(new string(' ', 1_000) + "a"), StringComparison.Ordinal);
        Assert.Contains("nested too deeply", Refusal(new string('(', 200) + "a"), StringComparison.Ordinal);
        Assert.Contains("nested too deeply", Refusal(new string('-', 200) + "a"), StringComparison.Ordinal);
        Assert.Contains("at most 16 measures", Refusal(string.Join(" + ", Enumerable.Range(0, 17).Select(i => $"m{i}")) + " > 0"), StringComparison.Ordinal);
        Assert.Equal(16, Expression.Parse(string.Join(" + ", Enumerable.Range(0, 16).Select(i => $"m{i}")) + " > 0").Measures.Count);
    }

    [Fact]
    public void It_is_what_walking_over_the_tree_says()
    {
        var numbers = Gen.Elements(0, 1, -1, 2.5, -7, 1e300, -1e300, 1e-300).ArrayOf(Tree.Measures.Length);
        var cases = from tree in Tree.Condition(4) from space in Gen.Elements("", " ", "   ") from values in numbers.ArrayOf(4) select (tree, Text: tree.Print(space), values);
        Prop.ForAll(cases.Where(one => one.Text.Length <= Expression.MostCharacters).ToArbitrary(), one =>
        {
            var expression = Expression.Parse(one.Text);
            foreach (var row in one.values)
            {
                var values = Tree.Measures.Zip(row).ToDictionary(pair => pair.First, pair => pair.Second);
                Assert.True(one.tree.Holds(values) == expression.Holds([.. expression.Measures.Select(name => values[name])]), one.Text);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));
    }

    [Fact]
    public void Any_text_is_an_expression_or_refused()
    {
        var words = Gen.Elements("a", "b", "3", "1e", ".", "(", ")", ",", "+", "-", "*", "/", "%", "<", "<=", "==", "!", "=", "and", "or", "not", "min", "abs", " ", "°", "\ud83d", "\n");
        Prop.ForAll(words.ListOf().ToArbitrary(), parts =>
        {
            var text = string.Concat(parts);
            try
            {
                var expression = Expression.Parse(text);
                expression.Holds(new double[expression.Measures.Count]);
            }
            catch (ExpressionException error)
            {
                Assert.Contains("(character ", error.Message, StringComparison.Ordinal);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));
    }

    private static string Refusal(string text) => Assert.Throws<ExpressionException>(() => Expression.Parse(text)).Message;
}
