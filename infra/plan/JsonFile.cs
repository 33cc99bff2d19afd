using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace ServerlessIot.Plan;

/// <summary>JSON files of the repository and of the person who asks.</summary>
internal static class JsonFile
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        NumberHandling = JsonNumberHandling.Strict,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads a file whose every member must be known, but a leading <c>about</c>.</summary>
    /// <exception cref="PlanException">It is missing, or not as it should be.</exception>
    public static T Read<T>(string file)
    {
        var content = Node(file);
        content.Remove("about");
        try
        {
            return content.Deserialize<T>(Options) ?? throw new PlanException($"{file} is empty.");
        }
        catch (JsonException e)
        {
            throw new PlanException($"{file}: {e.Message}");
        }
    }

    /// <summary>Reads a file whose content is looked up by name.</summary>
    /// <exception cref="PlanException">It is missing, or no JSON object.</exception>
    public static JsonObject Node(string file)
    {
        try
        {
            return Object(File.ReadAllText(file), file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PlanException($"{file} cannot be read: {e.Message}");
        }
    }

    /// <summary>Reads an object from a text; <paramref name="name"/> is for messages.</summary>
    /// <exception cref="PlanException">The text is no JSON object.</exception>
    public static JsonObject Object(string text, string name)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: Lenient) as JsonObject ?? throw new PlanException($"{name} is no JSON object.");
        }
        catch (JsonException e)
        {
            throw new PlanException($"{name} is no JSON: {e.Message}");
        }
    }
}
