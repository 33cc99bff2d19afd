using System.Globalization;

namespace ServerlessIot.Benchmarks.Planner;

/// <summary>Instances and lag over time, measured and planned side by side, as a table to look at.</summary>
internal static class Series
{
    /// <summary>Writes a line for each sample, with every draw of the planner.</summary>
    public static void Write(string file, IReadOnlyList<Round> rounds, IReadOnlyList<IReadOnlyList<IReadOnlyDictionary<string, List<Sample>>>> planned)
    {
        using var writer = new StreamWriter(file);
        writer.WriteLine($"round,function,time,instances,lag,executed,batches,{string.Join(',', Enumerable.Range(1, planned[0].Count).Select(draw => $"planned instances {draw},lag {draw},executed {draw},batches {draw}"))}");
        for (var round = 0; round < rounds.Count; round++)
        {
            foreach (var (function, samples) in rounds[round].Samples)
            {
                for (var i = 0; i < Math.Min(samples.Count, planned[round][0][function].Count); i++)
                {
                    var draws = string.Join(',', planned[round].Select(draw => Text(draw[function][i])));
                    writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{round + 1},{function},{samples[i].Time:F2},{Text(samples[i])},{draws}"));
                }
            }
        }
    }

    private static string Text(Sample sample) => string.Create(CultureInfo.InvariantCulture, $"{sample.Instances},{sample.Lag:F0},{sample.Executed:F0},{sample.Batches:F0}");
}
