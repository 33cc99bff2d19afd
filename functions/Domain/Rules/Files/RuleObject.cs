using System.Globalization;
using System.Text.Json;

namespace ServerlessIot.Domain.Rules.Files;

/// <summary>An object of a rule file while it is read: each member is asked for once, and <see cref="End"/> refuses those that nobody asked for.</summary>
internal sealed class RuleObject
{
    private readonly RuleNode node;
    private readonly string path;
    private readonly SortedSet<string> known = new(StringComparer.Ordinal);

    /// <summary>Reads an object.</summary>
    /// <param name="node">The value.</param>
    /// <param name="path">What it is called, such as <c>rules[3]</c>; empty for the file itself.</param>
    /// <exception cref="RuleFileException">It is no object.</exception>
    public RuleObject(RuleNode node, string path)
    {
        (this.node, this.path) = (node, path);
        if (node.Kind != JsonValueKind.Object) throw new RuleFileException(node.Line, $"{Name()} must be an object.");
    }

    /// <summary>Line where it begins.</summary>
    public int Line => node.Line;

    /// <summary>The member; null when it is not there, or null.</summary>
    public RuleNode? Find(string name)
    {
        known.Add(name);
        foreach (var member in node.Members)
        {
            if (member.Key == name) return member.Value.Kind == JsonValueKind.Null ? null : member.Value;
        }

        return null;
    }

    /// <summary>Text of 1 to <paramref name="most"/> characters without control characters; null when it is not there.</summary>
    public string? Text(string name, int most = 256)
    {
        if (Find(name) is not { } value) return null;
        return value.Kind == JsonValueKind.String && value.Text.Length > 0 && value.Text.Length <= most && !value.Text.Any(char.IsControl)
            ? value.Text
            : throw Fault(value, name, $"must be text of 1 to {most} characters");
    }

    /// <summary>Text that must be there.</summary>
    public string NeededText(string name, int most = 256) => Text(name, most) ?? throw Missing(name);

    /// <summary>One of some words; null when it is not there.</summary>
    public string? Word(string name, params ReadOnlySpan<string> words)
    {
        if (Find(name) is not { } value) return null;
        return value.Kind == JsonValueKind.String && words.Contains(value.Text) ? value.Text : throw Fault(value, name, $"must be one of {string.Join(", ", words.ToArray())}");
    }

    /// <summary>A number from <paramref name="least"/> to <paramref name="most"/>; null when it is not there.</summary>
    public double? Number(string name, double least = double.MinValue, double most = double.MaxValue)
    {
        if (Find(name) is not { } value) return null;
        if (value.Kind == JsonValueKind.Number && value.Number >= least && value.Number <= most) return value.Number;
        throw Fault(value, name, least == double.MinValue && most == double.MaxValue ? "must be a number" : string.Create(CultureInfo.InvariantCulture, $"must be a number from {least} to {most}"));
    }

    /// <summary>A number that must be there.</summary>
    public double NeededNumber(string name, double least = double.MinValue, double most = double.MaxValue) => Number(name, least, most) ?? throw Missing(name);

    /// <summary>A whole number; null when it is not there.</summary>
    public int? Whole(string name, int least, int most)
    {
        if (Number(name, least, most) is not { } number) return null;
        return number == Math.Floor(number) ? (int)number : throw Fault(Find(name)!, name, "must be a whole number");
    }

    /// <summary>true or false; false when it is not there.</summary>
    public bool Flag(string name) => Find(name) is { } value && value.Kind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Fault(value, name, "must be true or false"),
    };

    /// <summary>A duration such as <c>30s</c>, <c>5m</c>, <c>12h</c>, <c>14d</c> or <c>500ms</c>; null when it is not there.</summary>
    public TimeSpan? Duration(string name, TimeSpan least, TimeSpan most)
    {
        if (Find(name) is not { } value) return null;
        return value.Kind == JsonValueKind.String && DurationText.TryRead(value.Text, out var duration) && duration >= least && duration <= most
            ? duration
            : throw Fault(value, name, $"must be a duration from {DurationText.Write(least)} to {DurationText.Write(most)}, such as 30s, 5m, 12h or 14d");
    }

    /// <summary>A duration that must be there.</summary>
    public TimeSpan NeededDuration(string name, TimeSpan least, TimeSpan most) => Duration(name, least, most) ?? throw Missing(name);

    /// <summary>A text, or an array of 1 to <paramref name="most"/> texts; null when it is not there.</summary>
    public IReadOnlyList<string>? Texts(string name, int most = 64)
    {
        if (Find(name) is not { } value) return null;
        if (value.Kind == JsonValueKind.String) return [Text(name)!];
        if (value.Kind != JsonValueKind.Array || value.Items.Count is 0 || value.Items.Count > most || value.Items.Exists(item => item.Kind != JsonValueKind.String || item.Text.Length is 0 or > 256))
            throw Fault(value, name, $"must be a text, or an array of 1 to {most} texts");
        return value.Items.ConvertAll(item => item.Text);
    }

    /// <summary>The objects of an array; none when it is not there.</summary>
    public List<RuleObject> Objects(string name, int most)
    {
        if (Find(name) is not { } value) return [];
        if (value.Kind != JsonValueKind.Array || value.Items.Count > most) throw Fault(value, name, $"must be an array of at most {most} objects");
        return [.. value.Items.Select((item, i) => new RuleObject(item, $"{Prefix()}{name}[{i}]"))];
    }

    /// <summary>The object of a member; null when it is not there.</summary>
    public RuleObject? Object(string name) => Find(name) is { } value ? new RuleObject(value, Prefix() + name) : null;

    /// <summary>Names of its members, 1 to <paramref name="most"/>.</summary>
    public List<string> Names(int most) =>
        node.Members.Count > 0 && node.Members.Count <= most ? node.Members.ConvertAll(member => member.Key) : throw Fault($"must have 1 to {most} members");

    /// <summary>Refuses members that nobody asked for.</summary>
    /// <exception cref="RuleFileException">There is one.</exception>
    public void End()
    {
        foreach (var (name, value) in node.Members)
        {
            if (!known.Contains(name)) throw new RuleFileException(value.Line, $"{Name()} has no member '{name}'; it may have {string.Join(", ", known)}.");
        }
    }

    /// <summary>A fault of one member.</summary>
    public RuleFileException Fault(RuleNode value, string name, string must) => new(value.Line, $"{Prefix()}{name} {must}.");

    /// <summary>A fault of the object as a whole.</summary>
    public RuleFileException Fault(string reason) => new(node.Line, $"{Name()} {reason}.");

    private RuleFileException Missing(string name) => new(node.Line, $"{Name()} needs the member '{name}'.");

    private string Name() => path.Length == 0 ? "The file" : path;

    private string Prefix() => path.Length == 0 ? "" : path + ".";
}
