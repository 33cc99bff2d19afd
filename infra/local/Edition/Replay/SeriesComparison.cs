namespace ServerlessIot.Edition.Replay;

/// <summary>Whether what was read back is the series, value by value.</summary>
/// <param name="Same">Whether it is.</param>
/// <param name="Text">The result for people.</param>
public sealed record SeriesComparison(bool Same, string Text)
{
    private const int Named = 5;

    /// <summary>Compares as multisets of (time, value): real series hold repeated times, and files need no order.</summary>
    public static SeriesComparison Of(IReadOnlyList<StoredPoint> file, IReadOnlyList<StoredPoint> readBack)
    {
        var left = new Dictionary<StoredPoint, int>();
        foreach (var point in file) left[point] = left.GetValueOrDefault(point) + 1;
        List<StoredPoint> strange = [];
        foreach (var point in readBack)
        {
            if (left.TryGetValue(point, out var count) && count > 0) left[point] = count - 1;
            else strange.Add(point);
        }

        var missing = left.Where(pair => pair.Value > 0).Select(pair => pair.Key).ToList();
        var rows = $"{readBack.Count:#,0} rows of {file.Count:#,0}";
        if (missing.Count == 0 && strange.Count == 0) return new SeriesComparison(true, $"{rows}, every time and value the same");
        return new SeriesComparison(false, $"{rows}, DIFFERENT: {missing.Count:#,0} missing{Some(missing)}, {strange.Count:#,0} that are not in the file{Some(strange)}");
    }

    private static string Some(List<StoredPoint> points) =>
        points.Count == 0 ? "" : " (" + string.Join(", ", points.Take(Named).Select(point => $"{DateTimeOffset.FromUnixTimeMilliseconds(point.Time):u} {point.Value:R}")) + ")";
}
