using System.Globalization;

namespace ServerlessIot.Domain.Rules.Expressions;

/// <summary>Recursive descent by strength of the operators; refuses to mix numbers with conditions.</summary>
/// <param name="text">The text.</param>
internal sealed class ExpressionParser(string text)
{
    private const int MostNesting = 32;
    private const int MostMeasures = 16;
    private static readonly Dictionary<string, (Operation Operation, int Arguments)> Functions = new()
    {
        ["abs"] = (Operation.Abs, 1),
        ["sqrt"] = (Operation.Sqrt, 1),
        ["min"] = (Operation.Min, 2),
        ["max"] = (Operation.Max, 2),
        ["pow"] = (Operation.Pow, 2),
    };

    /// <summary>Longer signs first: the first that fits is taken.</summary>
    private static readonly (string Sign, Operation Operation)[][] Levels =
    [
        [("or", Operation.Or)],
        [("and", Operation.And)],
        [("<=", Operation.LessOrEqual), (">=", Operation.GreaterOrEqual), ("==", Operation.Equal), ("!=", Operation.NotEqual), ("<", Operation.Less), (">", Operation.Greater)],
        [("+", Operation.Add), ("-", Operation.Subtract)],
        [("*", Operation.Multiply), ("/", Operation.Divide), ("%", Operation.Remainder)],
    ];

    private readonly List<string> measures = [];
    private readonly List<(Operation Operation, double Value)> program = [];
    private int at;
    private int nesting;
    private int depth;

    public Expression Parse()
    {
        if (text.Length > Expression.MostCharacters) throw Fault($"An expression has at most {Expression.MostCharacters} characters.");
        var isCondition = Level(0);
        Space();
        if (at < text.Length) throw Fault($"'{text[at]}' is not expected here.");
        return isCondition ? new Expression(measures, program) : throw new ExpressionException(1, "An expression must be a condition, such as temperature > 80.");
    }

    /// <summary>Parses operators of one strength and those that bind more. True when the result is a condition.</summary>
    private bool Level(int level)
    {
        if (level == Levels.Length) return Factor();
        var isCondition = Level(level + 1);
        while (Take(Levels[level]) is { } operation)
        {
            var begun = at;
            var (needs, gives) = (level <= 1, level <= 2);
            if (isCondition != needs || Level(level + 1) != needs)
                throw new ExpressionException(begun, needs ? "'and' and 'or' stand between conditions." : "Numbers are compared and calculated with, conditions are not.");
            Emit(operation, -1);
            isCondition = gives;
        }

        return isCondition;
    }

    private bool Factor()
    {
        if (++nesting > MostNesting) throw Fault("The expression is nested too deeply.");
        var isCondition = Nested();
        nesting--;
        return isCondition;
    }

    private bool Nested()
    {
        Space();
        if (at == text.Length) throw Fault("The expression ends too early.");
        if (Take([("-", Operation.Negate)]) is not null)
        {
            if (Factor()) throw Fault("A condition has no sign.");
            Emit(Operation.Negate, 0);
            return false;
        }

        if (text[at] == '(')
        {
            at++;
            var isCondition = Level(0);
            Expect(')');
            return isCondition;
        }

        return char.IsAsciiDigit(text[at]) || text[at] == '.' ? Number() : Name();
    }

    private bool Number()
    {
        var begun = at;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '.' || (text[at] is '+' or '-' && text[at - 1] is 'e' or 'E'))) at++;
        if (!double.TryParse(text.AsSpan(begun, at - begun), NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
            throw new ExpressionException(begun + 1, $"'{text[begun..at]}' is no number.");
        Emit(Operation.Constant, 1, number);
        return false;
    }

    private bool Name()
    {
        var begun = at;
        while (at < text.Length && IsNamePart(text[at])) at++;
        var name = text[begun..at];
        if (name.Length == 0) throw Fault($"'{text[at]}' is not expected here.");
        if (name == "not")
        {
            if (!Factor()) throw Fault("'not' stands before a condition.");
            Emit(Operation.Not, 0);
            return true;
        }

        if (name is "and" or "or") throw new ExpressionException(begun + 1, $"'{name}' is not expected here.");
        Space();
        if (at < text.Length && text[at] == '(') return Call(name, begun);
        var index = measures.IndexOf(name);
        if (index < 0)
        {
            if (measures.Count == MostMeasures) throw Fault($"An expression has at most {MostMeasures} measures.");
            index = measures.Count;
            measures.Add(name);
        }

        Emit(Operation.Measure, 1, index);
        return false;
    }

    private bool Call(string name, int begun)
    {
        if (!Functions.TryGetValue(name, out var function)) throw new ExpressionException(begun + 1, $"There is no function '{name}'; there are {string.Join(", ", Functions.Keys)}.");
        for (var argument = 0; argument < function.Arguments; argument++)
        {
            Expect(argument == 0 ? '(' : ',');
            if (Level(0)) throw Fault($"'{name}' takes numbers.");
        }

        Expect(')');
        Emit(function.Operation, 1 - function.Arguments);
        return false;
    }

    private Operation? Take(ReadOnlySpan<(string Sign, Operation Operation)> signs)
    {
        Space();
        foreach (var (sign, operation) in signs)
        {
            if (string.CompareOrdinal(text, at, sign, 0, sign.Length) != 0) continue;
            var isWord = char.IsAsciiLetter(sign[0]);
            if (isWord && at + sign.Length < text.Length && IsNamePart(text[at + sign.Length])) continue;
            at += sign.Length;
            return operation;
        }

        return null;
    }

    private void Emit(Operation operation, int grows, double value = 0)
    {
        depth += grows;
        if (depth > Expression.MostDepth) throw Fault("The expression is nested too deeply.");
        program.Add((operation, value));
    }

    private void Expect(char sign)
    {
        Space();
        if (at == text.Length || text[at] != sign) throw Fault($"'{sign}' is missing.");
        at++;
    }

    private void Space()
    {
        while (at < text.Length && text[at] == ' ') at++;
    }

    private static bool IsNamePart(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '.';

    private ExpressionException Fault(string reason) => new(at + 1, reason);
}
