using System.Globalization;
using System.Reflection;

namespace ServerlessIot.Host.Apps;

/// <summary>
/// Reads a trigger's attribute by the names of its properties, since the attribute's type is the app's own: of the real package
/// or of a stand-in.
/// </summary>
internal sealed class TriggerAttribute(Attribute attribute)
{
    /// <summary>A text; null where the property is null or absent.</summary>
    public string? Text(string name) => Value(name) as string;

    /// <summary>Texts; null where the property is null or absent.</summary>
    public string[]? Texts(string name) => Value(name) as string[];

    /// <summary>A flag; false where the property is absent.</summary>
    public bool Flag(string name) => Value(name) is true;

    /// <summary>A whole number.</summary>
    public long Number(string name, long otherwise) =>
        Value(name) is { } value ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : otherwise;

    /// <summary>An enumeration by its member's name; null where it is absent.</summary>
    public string? Choice(string name) => Value(name) is Enum value ? value.ToString() : null;

    private object? Value(string name) =>
        attribute.GetType().GetProperty(name, BindingFlags.Public | BindingFlags.Instance)?.GetValue(attribute);
}
