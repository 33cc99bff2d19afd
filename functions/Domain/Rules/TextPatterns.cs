namespace ServerlessIot.Domain.Rules;

/// <summary>Texts, each exact or with a <c>*</c> at its end for any rest.</summary>
/// <param name="patterns">The patterns; none match nothing.</param>
public sealed class TextPatterns(IReadOnlyList<string> patterns)
{
    private readonly string[] exact = [.. patterns.Where(text => !text.EndsWith('*'))];
    private readonly string[] starts = [.. patterns.Where(text => text.EndsWith('*')).Select(text => text[..^1])];

    /// <summary>The patterns.</summary>
    public override string ToString() => string.Join(' ', patterns);

    /// <summary>Whether a text is one of them.</summary>
    public bool Match(string text)
    {
        foreach (var one in exact)
        {
            if (one == text) return true;
        }

        foreach (var start in starts)
        {
            if (text.StartsWith(start, StringComparison.Ordinal)) return true;
        }

        return false;
    }
}
