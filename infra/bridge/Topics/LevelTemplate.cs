namespace ServerlessIot.Bridge.Topics;

/// <summary>Text with topic levels in it, such as <c>{2}</c> or <c>plant-{site}</c>.</summary>
internal sealed class LevelTemplate
{
    private readonly List<(string? Text, int Level)> _parts = [];

    /// <exception cref="FormatException">The template is none; the message says why.</exception>
    public LevelTemplate(string template, TopicFilter filter)
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
            if (!filter.TryResolve(name, out var level))
                throw new FormatException($"{{{name}}} in '{template}' is neither a level nor a capture of the filter");
            _parts.Add((null, level));
            rest = rest[(close + 1)..];
        }
    }

    public string Fill(string[] topic) =>
        _parts.Count == 1 && _parts[0].Text is null ? topic[_parts[0].Level] : string.Concat(_parts.Select(p => p.Text ?? topic[p.Level]));
}
