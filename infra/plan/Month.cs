namespace ServerlessIot.Plan;

/// <summary>A month, as cloud prices count it: 730 hours.</summary>
public static class Month
{
    /// <summary>Hours.</summary>
    public const double Hours = 730;

    /// <summary>Seconds.</summary>
    public const double Seconds = Hours * 3_600;

    /// <summary>Days.</summary>
    public const double Days = Hours / 24;
}
