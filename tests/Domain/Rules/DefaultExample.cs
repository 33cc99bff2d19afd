namespace ServerlessIot.Domain.Tests.Rules;

/// <summary>Payloads of one device.</summary>
/// <param name="Rule">The rule that <paramref name="Broken"/> breaks.</param>
/// <param name="Broken">Payload by number.</param>
/// <param name="Well">Payload by number, of a device to which nothing happens.</param>
internal sealed record DefaultExample(string Rule, Func<int, string> Broken, Func<int, string> Well)
{
    /// <summary>Type of data that the topic names.</summary>
    internal string? Type { get; init; }

    /// <summary>How many payloads.</summary>
    internal int Count { get; init; } = 1;

    /// <summary>Time between two.</summary>
    internal int Seconds { get; init; } = 1;

    /// <summary>Silence after them that breaks it.</summary>
    internal int SilentFor { get; init; }

    /// <summary>Silence after them that does not.</summary>
    internal int WellFor { get; init; }
}
