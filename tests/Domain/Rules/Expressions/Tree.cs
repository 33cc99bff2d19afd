using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace ServerlessIot.Domain.Tests.Rules.Expressions;

/// <summary>An expression as a tree: what prints it, and what it is by walking over it.</summary>
/// <param name="Sign">Operator, function, measure or number.</param>
/// <param name="Parts">What it is made of.</param>
internal sealed record Tree(string Sign, params Tree[] Parts)
{
    internal static readonly string[] Measures = ["a", "b_1", "engine.temp", "order", "min"];
    private static readonly string[][] ByStrength = [["or"], ["and"], ["<", "<=", ">", ">=", "==", "!="], ["+", "-"], ["*", "/", "%"]];

    /// <summary>A condition.</summary>
    internal static Gen<Tree> Condition(int depth) => depth <= 1
        ? Comparison(depth)
        : Gen.Frequency(
            (3, Comparison(depth)),
            (2, from sign in Gen.Elements("and", "or") from left in Condition(depth - 1) from right in Condition(depth - 1) select new Tree(sign, left, right)),
            (1, Condition(depth - 1).Select(of => new Tree("not", of))));

    /// <summary>Its text, with no more parentheses than needed.</summary>
    /// <param name="space">What stands between its words; where nothing stands, words still need a space.</param>
    internal string Print(string space) => Parts.Length switch
    {
        0 => Sign,
        1 when Sign == "not" => $"not {Operand(Parts[0], 6, space)}",
        1 when Sign == "-" => $"-{Operand(Parts[0], 6, space)}",
        2 when Strength >= 0 && char.IsAsciiLetter(Sign[0]) => $"{Operand(Parts[0], Strength, space)} {Sign} {Operand(Parts[1], Strength + 1, space)}",
        2 when Strength >= 0 => $"{Operand(Parts[0], Strength, space)}{space}{Sign}{space}{Operand(Parts[1], Strength + 1, space)}",
        _ => $"{Sign}{space}({string.Join($"{space},{space}", Parts.Select(part => part.Print(space)))})",
    };

    internal bool Holds(IReadOnlyDictionary<string, double> values) => Sign switch
    {
        "not" => !Parts[0].Holds(values),
        "and" => Parts[0].Holds(values) & Parts[1].Holds(values),
        "or" => Parts[0].Holds(values) | Parts[1].Holds(values),
        _ => Compare(Parts[0].Number(values), Parts[1].Number(values)),
    };

    private int Strength => Parts.Length == 2 ? Array.FindIndex(ByStrength, signs => signs.Contains(Sign)) : Parts.Length == 1 && Sign is "-" or "not" ? 6 : 9;

    private static Gen<Tree> Comparison(int depth) =>
        from sign in Gen.Elements(ByStrength[2]) from left in Calculation(depth - 1) from right in Calculation(depth - 1) select new Tree(sign, left, right);

    private static Gen<Tree> Calculation(int depth)
    {
        var leaf = Gen.OneOf(Gen.Elements(Measures).Select(name => new Tree(name)), Gen.Elements("0", "3", "0.5", "1e3", "2.5E-1", "7").Select(digits => new Tree(digits)));
        if (depth <= 0) return leaf;
        return Gen.Frequency(
            (3, leaf),
            (4, from sign in Gen.Elements("+", "-", "*", "/", "%") from left in Calculation(depth - 1) from right in Calculation(depth - 1) select new Tree(sign, left, right)),
            (1, Calculation(depth - 1).Select(of => new Tree("-", of))),
            (1, from sign in Gen.Elements("abs", "sqrt") from of in Calculation(depth - 1) select new Tree(sign, of)),
            (1, from sign in Gen.Elements("min", "max", "pow") from left in Calculation(depth - 1) from right in Calculation(depth - 1) select new Tree(sign, left, right)));
    }

    private static string Operand(Tree of, int strength, string space) => of.Strength < strength ? $"({of.Print(space)})" : of.Print(space);

    private bool Compare(double left, double right)
    {
        if (double.IsNaN(left) || double.IsNaN(right)) return false;
        return Sign switch { "<" => left < right, "<=" => left <= right, ">" => left > right, ">=" => left >= right, "==" => left.Equals(right) || left == right, _ => left != right };
    }

    private double Number(IReadOnlyDictionary<string, double> values)
    {
        if (Parts.Length == 0) return values.TryGetValue(Sign, out var value) ? value : double.Parse(Sign, CultureInfo.InvariantCulture);
        var left = Parts[0].Number(values);
        if (Parts.Length == 1) return Sign switch { "abs" => left == 0 ? 0 : left < 0 ? -left : left, "sqrt" => Math.Sqrt(left), _ => -left };
        var right = Parts[1].Number(values);
        return Sign switch
        {
            "+" => left + right,
            "-" => left - right,
            "*" => left * right,
            "/" => left / right,
            "%" => left % right,
            "min" => Math.Min(left, right),
            "max" => Math.Max(left, right),
            _ => Math.Pow(left, right),
        };
    }
}
