namespace ServerlessIot.Steps.Audit;

/// <summary>One way in which the books of a partition are off.</summary>
/// <param name="Step">Step whose journal shows it.</param>
/// <param name="Kind">One of <see cref="DifferenceKinds"/>.</param>
/// <param name="Amount">How many records, events or rows; not 0. Negative where there are more than there should be.</param>
/// <param name="Place">What tells two incidents of the same kind apart, such as the number that a hole begins at; else 0.</param>
public sealed record Difference(string Step, string Kind, long Amount, long Place = 0);
