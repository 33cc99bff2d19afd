using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ServerlessIot.Steps.Replay.Rebuild;

/// <summary>Gathers what a comparison finds.</summary>
/// <param name="device">Device that is compared.</param>
/// <param name="type">JSON of what is compared.</param>
internal sealed class Findings<T>(string device, JsonTypeInfo<T> type)
    where T : class
{
    private const int LongestText = 2000;
    private readonly List<RebuildExample> examples = [];
    private RebuildReport report = new() { Devices = 1 };

    /// <summary>Counts rows that were read.</summary>
    public void Read(long rows) => report = report with { Rows = report.Rows + rows };

    /// <summary>Counts a document that is newer than the rows, and can be compared with nothing.</summary>
    public void Newer() => report = report with { Newer = report.Newer + 1 };

    /// <summary>Counts a document of a time for which it is not sure by which rules it was made.</summary>
    public void Unsure() => report = report with { Unsure = report.Unsure + 1 };

    /// <summary>Takes a pair.</summary>
    /// <param name="id">Id of the document.</param>
    /// <param name="stored">As it is stored; null = it is not.</param>
    /// <param name="rebuilt">As it was made again; null = it was not.</param>
    /// <param name="equal">Whether both say the same; asked when there are both.</param>
    public void Compare(string id, T? stored, T? rebuilt, Func<T, T, bool> equal)
    {
        report = report with { Compared = report.Compared + 1 };
        if (stored is null)
        {
            report = report with { Missing = report.Missing + 1 };
            Example("missing");
        }
        else if (rebuilt is null)
        {
            report = report with { Extra = report.Extra + 1 };
            Example("extra");
        }
        else if (equal(stored, rebuilt))
        {
            report = report with { Equal = report.Equal + 1 };
        }
        else
        {
            report = report with { Different = report.Different + 1 };
            Example("different");
        }

        void Example(string difference)
        {
            if (examples.Count < RebuildReport.MostExamples) examples.Add(new RebuildExample(device, id, difference, Text(stored), Text(rebuilt)));
        }
    }

    public RebuildReport Report => report with { Examples = examples };

    private string? Text(T? value)
    {
        if (value is null) return null;
        var text = JsonSerializer.Serialize(value, type);
        return text.Length <= LongestText ? text : text[..LongestText];
    }
}
