using System.Text;

namespace ServerlessIot.Bridge.Topics;

/// <summary>Text with topic levels in it, such as <c>{2}</c> or <c>plant-{site}</c>.</summary>
internal sealed class LevelTemplate
{
    private readonly List<(string? Text, int Level)> _parts = [];

    /// <param name="template">The text.</param>
    /// <param name="filter">Whose levels and captures it may name.</param>
    /// <param name="others">Further names; <see cref="Fill"/> is given their values.</param>
    /// <exception cref="FormatException">The template is none; the message says why.</exception>
    public LevelTemplate(string template, TopicFilter filter, string[]? others = null)
    {
        var rest = template.AsSpan();
        while (!rest.IsEmpty)
        {
            var open = rest.IndexOf('{');
            if (open != 0)
            {
                var text = open < 0 ? rest : rest[..open];
                _parts.Add((text.ToString(), 0));
                rest = rest[text.Length..];
                continue;
            }
            var close = rest.IndexOf('}');
            if (close < 0)
                throw new FormatException($"'{template}' opens a brace and does not close it");
            var name = rest[1..close].ToString();
            // Below zero: the others, from -1 on.
            var other = Array.IndexOf(others ?? [], name);
            var level = ~other;
            if (other < 0 && !filter.TryResolve(name, out level))
                throw new FormatException($"{{{name}}} in '{template}' is neither a level nor a capture of the filter");
            _parts.Add((null, level));
            rest = rest[(close + 1)..];
        }
    }

    /// <summary>The text when no level is in it; null otherwise.</summary>
    public string? Constant => _parts.TrueForAll(p => p.Text is not null) ? string.Concat(_parts.Select(p => p.Text)) : null;

    /// <summary>The text with everything put in.</summary>
    /// <param name="topic">Levels of the topic.</param>
    /// <param name="others">Values of the further names, in their order.</param>
    public string Fill(string[] topic, params ReadOnlySpan<string> others)
    {
        if (_parts is [{ Text: null, Level: >= 0 } only])
            return topic[only.Level];
        var text = new StringBuilder();
        foreach (var (part, level) in _parts)
            text.Append(part ?? (level < 0 ? others[~level] : topic[level]));
        return text.ToString();
    }
}
