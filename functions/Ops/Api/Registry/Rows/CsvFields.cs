using System.Globalization;
using ServerlessIot.Domain.Devices;

namespace ServerlessIot.Ops.Api.Registry.Rows;

/// <summary>Fields of a record by the names of their columns.</summary>
internal sealed class CsvFields(IReadOnlyList<string> header, IReadOnlyList<string> fields)
{
    /// <summary>What is wrong with those that were read.</summary>
    public List<FieldFault> Faults { get; } = [];

    /// <summary>A text; null when it is empty.</summary>
    public string? Text(string column)
    {
        for (var i = 0; i < header.Count; i++) if (header[i] == column) return fields[i].Length == 0 ? null : fields[i];
        return null;
    }

    /// <summary>Texts of the columns with a prefix, by what follows it.</summary>
    public IEnumerable<KeyValuePair<string, string>> Under(string prefix)
    {
        for (var i = 0; i < header.Count; i++)
            if (header[i].StartsWith(prefix, StringComparison.Ordinal) && fields[i].Length > 0) yield return new(header[i][prefix.Length..], fields[i]);
    }

    /// <summary>A number with a decimal point; null when it is empty.</summary>
    public double? Number(string column)
    {
        if (Text(column) is not { } text) return null;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)) return number;
        Faults.Add(new(column, $"{column} is a number."));
        return null;
    }

    /// <summary>True or false; null when it is empty.</summary>
    public bool? Truth(string column)
    {
        switch (Text(column))
        {
            case null: return null;
            case "true": return true;
            case "false": return false;
            default:
                Faults.Add(new(column, $"{column} is true or false."));
                return null;
        }
    }
}
