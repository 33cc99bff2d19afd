using System.Globalization;
using ServerlessIot.Edition.Figures;

namespace ServerlessIot.Edition.Display;

/// <summary>Figures as text.</summary>
internal static class FigureText
{
    /// <summary>One line with everything that matters.</summary>
    public static string Line(RunFigures figures)
    {
        var functions = figures.Functions.Where(function => function.Status.IsKafka)
            .Select(function => $"{function.Status.Name} {Count(function.Rate)}/s lag {Count(Lag(function.Status))}"
                + (function.Status.Failures > 0 ? $" failed {function.Status.Failures}" : ""));
        string[] parts =
        [
            $"{figures.Elapsed.TotalSeconds,4:0} s",
            $"sent {Count(figures.PublishedRate)}/s acked {Count(figures.AcknowledgedRate)}/s",
            .. functions,
            $"alerts {figures.AlertsOpen ?? "–"}",
            $"stored {Bytes(figures.StoredBytes)}",
            $"quarantined {Count(figures.Quarantined)}",
        ];
        return string.Join(" · ", parts);
    }

    /// <summary>A function's lag; null while unknown.</summary>
    public static double? Lag(FunctionStatus status) => status.Lag < 0 ? null : status.Lag;

    /// <summary>A count with separators; a dash when unknown.</summary>
    public static string Count(double? number) => number is null ? "–" : number.Value.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A size in B, kB, MB or GB; a dash when unknown.</summary>
    public static string Bytes(long? bytes) => bytes switch
    {
        null => "–",
        < 10_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 10_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0} kB"),
        < 10_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB"),
    };
}
