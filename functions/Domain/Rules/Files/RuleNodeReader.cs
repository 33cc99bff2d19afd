using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ServerlessIot.Domain.Rules.Files;

/// <summary>Reads JSON (RFC 8259; comments are allowed) into <see cref="RuleNode"/>s. Members that come twice, and numbers beyond a double, are refused.</summary>
internal ref struct RuleNodeReader
{
    private const int MostDepth = 32;
    private readonly ReadOnlySpan<byte> json;
    private Utf8JsonReader reader;
    private int line = 1;
    private int counted;

    private RuleNodeReader(ReadOnlySpan<byte> json)
    {
        this.json = json;
        reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MostDepth, CommentHandling = JsonCommentHandling.Skip });
    }

    /// <summary>The value of a whole text.</summary>
    /// <exception cref="RuleFileException">It is no JSON.</exception>
    public static RuleNode Read(ReadOnlySpan<byte> json)
    {
        var of = new RuleNodeReader(json.StartsWith(Encoding.UTF8.Preamble) ? json[Encoding.UTF8.Preamble.Length..] : json);
        try
        {
            of.reader.Read();
            var node = of.Value();
            of.reader.Read();
            return node;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            var at = (int)((error as JsonException)?.LineNumber ?? of.line - 1) + 1;
            throw new RuleFileException(at, $"The file is no JSON: {WithoutPlace(error.Message)}");
        }
    }

    private RuleNode Value()
    {
        CountLines();
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return Members(new RuleNode(line, JsonValueKind.Object));
            case JsonTokenType.StartArray:
                var array = new RuleNode(line, JsonValueKind.Array);
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) array.Items.Add(Value());
                return array;
            case JsonTokenType.String:
                return new RuleNode(line, JsonValueKind.String) { Text = reader.GetString()! };
            case JsonTokenType.Number:
                return Number();
            default:
                var kind = reader.TokenType switch { JsonTokenType.True => JsonValueKind.True, JsonTokenType.False => JsonValueKind.False, _ => JsonValueKind.Null };
                return new RuleNode(line, kind);
        }
    }

    private RuleNode Members(RuleNode node)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            CountLines();
            var name = reader.GetString()!;
            if (!names.Add(name)) throw new RuleFileException(line, $"The member '{name}' is there twice.");
            reader.Read();
            node.Members.Add(new(name, Value()));
        }

        return node;
    }

    private readonly RuleNode Number()
    {
        var digits = Encoding.ASCII.GetString(reader.ValueSpan);
        if (!double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
            throw new RuleFileException(line, $"{digits} is beyond what a number can be.");
        return new RuleNode(line, JsonValueKind.Number) { Text = digits, Number = number };
    }

    /// <summary>The reader counts lines from 0, people from 1.</summary>
    private static string WithoutPlace(string message) => message.IndexOf(" LineNumber:", StringComparison.Ordinal) is var at and > 0 ? message[..at] : message;

    private void CountLines()
    {
        var start = (int)reader.TokenStartIndex;
        line += json[counted..start].Count((byte)'\n');
        counted = start;
    }
}
