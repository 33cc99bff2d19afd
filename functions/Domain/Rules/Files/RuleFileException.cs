namespace ServerlessIot.Domain.Rules.Files;

/// <summary>A rule file is refused as a whole.</summary>
/// <param name="line">Line of the fault, from 1.</param>
/// <param name="reason">What is wrong and what would be right, for people.</param>
public sealed class RuleFileException(int line, string reason) : Exception($"Line {line}: {reason}")
{
    /// <summary>Line of the fault, from 1.</summary>
    public int Line => line;

    /// <summary>What is wrong and what would be right, for people.</summary>
    public string Reason => reason;
}
