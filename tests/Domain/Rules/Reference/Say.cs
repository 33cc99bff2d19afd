using ServerlessIot.Domain.Rules;

namespace ServerlessIot.Domain.Tests.Rules.Reference;

/// <summary>What a reference says of an event.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Value">What is found, where it breaks the rule; null when that is not compared.</param>
/// <param name="Limit">The limit that is told; null when that is not compared.</param>
internal readonly record struct Say(Verdict Verdict, double? Value = null, double? Limit = null)
{
    /// <summary>Nothing.</summary>
    internal static readonly Say Nothing = new(Verdict.None);

    /// <summary>That all is well.</summary>
    internal static readonly Say Calm = new(Verdict.Calm);

    /// <summary>That what held holds no more, and nothing else.</summary>
    internal static readonly Say Ends = new(Verdict.Calm) { OnlyEnds = true };

    /// <summary>Whether it counts only where the condition holds.</summary>
    internal bool OnlyEnds { get; init; }

    /// <summary>Measure that broke it, where only that one can end it; null where any event can.</summary>
    internal string? By { get; init; }

    /// <summary>Measures that are within; null where that is not asked for.</summary>
    internal IReadOnlyList<string>? Within { get; init; }

    /// <summary>Whether it lies so near to the edge that rounding decides.</summary>
    internal bool Unsure { get; init; }

    /// <summary>How much value and limit may differ, relative to them.</summary>
    internal double Tolerance { get; init; } = 1e-9;

    internal static Say Breach(double? value = null, double? limit = null) => new(Verdict.Breach, value, limit) { Tolerance = 1e-9 };

    internal static Say Of(bool breach) => breach ? Breach() : Calm;
}
