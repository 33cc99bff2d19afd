using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Archive.Parquet;

/// <summary>
/// The names that get columns of their own, which a Parquet file must know before its first row. A measure's column has its name, except that <c>measure.</c>
/// is put before a name that is empty, is a fixed column's (whatever the case), or begins with <c>measure.</c> or <c>attribute.</c> itself;
/// an attribute's column is <c>attribute.</c> and its name. So no two share a column, and each column tells its name. Names beyond the first
/// <see cref="MostNames"/> have none: their values are in the column <c>more</c>.
/// </summary>
public sealed class ParquetNames
{
    /// <summary>Names that get columns: a bound of what a device that makes up names can take of memory.</summary>
    public const int MostNames = 1000;

    /// <summary>Before the names of attributes.</summary>
    public const string AttributePrefix = "attribute.";

    /// <summary>Before the names of measures that would be taken for something else.</summary>
    public const string MeasurePrefix = "measure.";

    private readonly List<string> measures = [];
    private readonly List<string> attributes = [];
    private readonly HashSet<string> known = [];

    /// <summary>Names of measures, in the order in which they were first seen.</summary>
    internal IReadOnlyList<string> Measures => measures;

    /// <summary>Names of attributes, in the order in which they were first seen.</summary>
    internal IReadOnlyList<string> Attributes => attributes;

    /// <summary>Notes the names of an event.</summary>
    public void Learn(DeviceEvent e)
    {
        ArgumentNullException.ThrowIfNull(e);
        for (var i = 0; i < e.Measurements.Count; i++) Learn(measures, e.Measurements[i].Name, MeasureColumn(e.Measurements[i].Name));
        for (var i = 0; i < e.Attributes.Count; i++) Learn(attributes, e.Attributes[i].Key, AttributePrefix + e.Attributes[i].Key);
    }

    /// <summary>Column of a measure.</summary>
    internal static string MeasureColumn(string name) =>
        name.Length == 0 || EventColumns.IsFixed(name) || name.StartsWith(MeasurePrefix, StringComparison.OrdinalIgnoreCase) || name.StartsWith(AttributePrefix, StringComparison.OrdinalIgnoreCase)
            ? MeasurePrefix + name
            : name;

    private void Learn(List<string> names, string name, string column)
    {
        if (known.Count < MostNames && known.Add(column)) names.Add(name);
    }
}
