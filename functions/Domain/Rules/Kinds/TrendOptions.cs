namespace ServerlessIot.Domain.Rules.Kinds;

/// <summary>Options of a <see cref="TrendRule"/>.</summary>
/// <param name="Measure">Measure.</param>
/// <param name="Limit">Threshold that the trend may reach.</param>
/// <param name="IsBelow">Whether it is reached by falling, as a battery's charge is.</param>
/// <param name="Window">Length of the window, 1 s to 60 d.</param>
/// <param name="Buckets">Buckets of the window, 4–60.</param>
/// <param name="Warn">It fires when the threshold is less than this ahead.</param>
/// <param name="Confidence">Least confidence, 0–1.</param>
public sealed record TrendOptions(string Measure, double Limit, bool IsBelow, TimeSpan Window, int Buckets, TimeSpan Warn, double Confidence);
