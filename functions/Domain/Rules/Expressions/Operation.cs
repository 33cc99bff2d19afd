namespace ServerlessIot.Domain.Rules.Expressions;

/// <summary>What a step of a compiled expression does with the top of the stack.</summary>
internal enum Operation
{
    Constant,
    Measure,
    Negate,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
    NotEqual,
    And,
    Or,
    Not,
    Abs,
    Sqrt,
    Min,
    Max,
    Pow,
}
