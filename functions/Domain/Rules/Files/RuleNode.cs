using System.Text.Json;

namespace ServerlessIot.Domain.Rules.Files;

/// <summary>A JSON value that knows its line, which <see cref="JsonDocument"/> does not.</summary>
/// <param name="Line">Line where it begins, from 1.</param>
/// <param name="Kind">What it is.</param>
internal sealed record RuleNode(int Line, JsonValueKind Kind)
{
    /// <summary>Of a string, or the digits of a number.</summary>
    public string Text { get; init; } = "";

    /// <summary>Of a number.</summary>
    public double Number { get; init; }

    /// <summary>Of an array.</summary>
    public List<RuleNode> Items { get; } = [];

    /// <summary>Of an object, in their order.</summary>
    public List<KeyValuePair<string, RuleNode>> Members { get; } = [];
}
