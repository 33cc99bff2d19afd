namespace ServerlessIot.Domain.Rules;

/// <summary>Texts, each exact or with a <c>*</c> at its end for any rest.</summary>
/// <param name="patterns">The patterns; none match nothing.</param>
public sealed class TextPatterns(IReadOnlyList<string> patterns)
{
    private readonly string[] exact = [.. patterns.Where(text => !text.EndsWith('*'))];
    private readonly string[] starts = [.. patterns.Where(text => text.EndsWith('*')).Select(text => text[..^1])];

    /// <summary>Whether no more than one text can match.</summary>
    public bool IsOne => starts.Length == 0 && exact.Length <= 1;

    /// <summary>The patterns.</summary>
    public override string ToString() => string.Join(' ', patterns);

    /// <summary>Whether a text is one of them.</summary>
    public bool Match(ReadOnlySpan<char> text)
    {
        foreach (var one in exact)
        {
            if (text.SequenceEqual(one)) return true;
        }

        foreach (var start in starts)
        {
            if (text.StartsWith(start)) return true;
        }

        return false;
    }

    /// <summary>Whether a text is one of them, or one of its parts between commas, as lists of a payload become.</summary>
    public bool MatchPart(string text)
    {
        if (Match(text)) return true;
        if (!text.Contains(',')) return false;
        foreach (var part in text.AsSpan().Split(','))
        {
            if (Match(text.AsSpan(part))) return true;
        }

        return false;
    }
}
