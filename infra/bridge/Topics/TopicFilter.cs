using System.Globalization;

namespace ServerlessIot.Bridge.Topics;

/// <summary>A compiled filter of the topic map. Matching follows MQTT 5.0, 4.7, with captures as named <c>+</c>.</summary>
internal sealed class TopicFilter
{
    private readonly string?[] _levels; // null: any one level
    private readonly bool _open; // ends in #
    private readonly Dictionary<string, int> _captures = new(StringComparer.Ordinal);

    /// <exception cref="FormatException">The filter is none; the message says why.</exception>
    public TopicFilter(string filter)
    {
        if (filter.Length == 0)
            throw new FormatException("it is empty");
        var levels = filter.Split('/');
        _open = levels[^1] == "#";
        _levels = new string?[_open ? levels.Length - 1 : levels.Length];
        for (var i = 0; i < _levels.Length; i++)
            _levels[i] = Compile(levels[i], i);
    }

    /// <summary>Index of the level that <paramref name="text"/>, the inside of braces, stands for: a number from 1, or a capture's name.</summary>
    public bool TryResolve(string text, out int level)
    {
        if (_captures.TryGetValue(text, out level))
            return true;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1 || number > _levels.Length)
            return false;
        level = number - 1;
        return true;
    }

    public bool HasCapture(string name) => _captures.ContainsKey(name);

    /// <example>"a/+" matches "a/b" and "a/", not "a" or "a/b/c". "a/#" matches "a", "a/b", "a/b/c". "+/x" and "#" do not match "$SYS/x".</example>
    public bool Matches(string[] topic)
    {
        if (_open ? topic.Length < _levels.Length : topic.Length != _levels.Length)
            return false;
        // MQTT 5.0, 4.7.2: a filter that starts with a wildcard does not match names that start with $.
        if (topic[0].StartsWith('$') && (_levels.Length == 0 || _levels[0] is null))
            return false;
        for (var i = 0; i < _levels.Length; i++)
            if (_levels[i] is { } literal && !string.Equals(literal, topic[i], StringComparison.Ordinal))
                return false;
        return true;
    }

    private string? Compile(string level, int index)
    {
        if (level == "+")
            return null;
        if (level.StartsWith('{') && level.EndsWith('}') && level.Length > 2)
        {
            var name = level[1..^1];
            if (!name.All(char.IsAsciiLetterOrDigit) || char.IsAsciiDigit(name[0]))
                throw new FormatException($"the capture {level} is no name");
            return _captures.TryAdd(name, index) ? null : throw new FormatException($"the capture {level} stands in it twice");
        }
        return level.AsSpan().IndexOfAny("+#{}") < 0 ? level : throw new FormatException($"the level '{level}' mixes text with wildcards");
    }
}
