using System.Runtime.InteropServices;
using ServerlessIot.Domain.Decoding;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Windows;

namespace ServerlessIot.Domain.Queries.Statistics;

/// <summary>Statistics of each measure of a device, of the first <see cref="PayloadLimits.MeasuresOfDevice"/> measures that come.</summary>
public sealed class MeasureTable
{
    private readonly Dictionary<string, WindowStatistics> measures = [];

    /// <summary>Values of further measures, which are only counted.</summary>
    public long ValuesLeftOut { get; private set; }

    /// <summary>Takes in an event's measurements.</summary>
    public void Add(DeviceEvent e)
    {
        ArgumentNullException.ThrowIfNull(e);
        for (var i = 0; i < e.Measurements.Count; i++)
        {
            var (name, value) = e.Measurements[i];
            if (measures.Count == PayloadLimits.MeasuresOfDevice && !measures.ContainsKey(name)) ValuesLeftOut++;
            else CollectionsMarshal.GetValueRefOrAddDefault(measures, name, out _).Add(value, e.Time);
        }
    }

    /// <summary>Number, mean, smallest, largest, standard deviation and last value by measure, in the order of their names.</summary>
    public IReadOnlyDictionary<string, MeasureSummary> ToSummaries() =>
        new SortedDictionary<string, MeasureSummary>(measures.ToDictionary(item => item.Key, item => item.Value.ToSummary()), StringComparer.Ordinal);
}
