namespace ServerlessIot.Domain.Rules.Expressions;

/// <summary>
/// A condition over measures, such as <c>temperature > 80 and pressure / flow_rate > 3</c>, compiled to a stack program. Operators by falling strength: <c>- not</c>, <c>* / %</c>, <c>+ -</c>,
/// <c>&lt; &lt;= > >= == !=</c>, <c>and</c>, <c>or</c>; functions <c>abs sqrt min max pow</c>. A comparison with what is no number (0 ÷ 0) is false.
/// </summary>
public sealed class Expression
{
    /// <summary>Most characters.</summary>
    public const int MostCharacters = 1_000;

    /// <summary>Deepest stack.</summary>
    internal const int MostDepth = 32;
    private readonly (Operation Operation, double Value)[] program;

    internal Expression(IReadOnlyList<string> measures, IEnumerable<(Operation Operation, double Value)> program)
    {
        Measures = measures;
        this.program = [.. program];
    }

    /// <summary>The measures that it needs, each once.</summary>
    public IReadOnlyList<string> Measures { get; }

    /// <summary>Compiles a text.</summary>
    /// <exception cref="ExpressionException">It is no expression, or none that is true or false.</exception>
    public static Expression Parse(string text) => new ExpressionParser(text).Parse();

    /// <summary>Whether it holds.</summary>
    /// <param name="values">Values of <see cref="Measures"/>, in their order.</param>
    public bool Holds(ReadOnlySpan<double> values)
    {
        Span<double> stack = stackalloc double[MostDepth];
        var top = -1;
        foreach (var (operation, value) in program)
        {
            switch (operation)
            {
                case Operation.Constant:
                    stack[++top] = value;
                    break;
                case Operation.Measure:
                    stack[++top] = values[(int)value];
                    break;
                case Operation.Negate or Operation.Not or Operation.Abs or Operation.Sqrt:
                    stack[top] = Unary(operation, stack[top]);
                    break;
                default:
                    top--;
                    stack[top] = Binary(operation, stack[top], stack[top + 1]);
                    break;
            }
        }

        return stack[0] != 0;
    }

    private static double Unary(Operation operation, double value) => operation switch
    {
        Operation.Negate => -value,
        Operation.Abs => Math.Abs(value),
        Operation.Sqrt => Math.Sqrt(value),
        _ => value == 0 ? 1 : 0,
    };

    private static double Binary(Operation operation, double left, double right) => operation switch
    {
        Operation.Add => left + right,
        Operation.Subtract => left - right,
        Operation.Multiply => left * right,
        Operation.Divide => left / right,
        Operation.Remainder => left % right,
        Operation.Min => Math.Min(left, right),
        Operation.Max => Math.Max(left, right),
        Operation.Pow => Math.Pow(left, right),
        Operation.Less => left < right ? 1 : 0,
        Operation.LessOrEqual => left <= right ? 1 : 0,
        Operation.Greater => left > right ? 1 : 0,
        Operation.GreaterOrEqual => left >= right ? 1 : 0,
        Operation.Equal => left == right ? 1 : 0,
        // NaN differs from everything, which is no reason to alarm.
        Operation.NotEqual => left < right || left > right ? 1 : 0,
        Operation.And => left != 0 && right != 0 ? 1 : 0,
        _ => left != 0 || right != 0 ? 1 : 0,
    };
}
