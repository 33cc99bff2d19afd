namespace ServerlessIot.Plan.Archive;

/// <summary>Ages of a row, in days and on average, between which it is in a tier.</summary>
/// <param name="From">Comes.</param>
/// <param name="To">Goes.</param>
public sealed record Stay(double From, double To)
{
    /// <summary>Days' worth of rows that are there after so many days of running; without end = in the steady state.</summary>
    public double After(double days) => Math.Min(days, To) - Math.Min(days, From);
}

/// <summary>
/// How long rows stay where. A day leaves the hot tier when its first row is old enough, so that its rows are half a day younger on
/// average; a month likewise; it is deleted when its last row is old enough.
/// </summary>
/// <param name="Hot">Hot tier.</param>
/// <param name="Cool">Cool, the warm tier.</param>
/// <param name="Cold">Cold.</param>
/// <param name="Archive">Archive.</param>
public sealed record Stays(Stay Hot, Stay Cool, Stay Cold, Stay Archive)
{
    private const double HalfMonth = Month.Days / 2;

    /// <summary>Works it out.</summary>
    public static Stays Of(ArchiveSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var gone = settings.KeepDays + HalfMonth;
        var warm = Math.Min(gone, settings.HotDays - 0.5);
        var cold = Math.Clamp(settings.WarmDays - HalfMonth, warm, gone);
        var archive = Math.Clamp(settings.ColdDays - HalfMonth, cold, gone);
        return new Stays(new(0, warm), new(warm, cold), new(cold, archive), new(archive, gone));
    }
}
