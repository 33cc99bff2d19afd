namespace ServerlessIot.Bridge.Topics;

/// <summary>Kafka topics that a topic map may lead to.</summary>
/// <param name="Named">Those that levels of a topic may lead to; what an entry names without any need not be among them.</param>
/// <param name="Own">The pipeline's own, to which no entry may lead.</param>
public sealed record TopicTargets(IReadOnlyList<string> Named, IReadOnlyList<string> Own)
{
    /// <summary>Kafka topics of a map at most: each is asked for every ten seconds.</summary>
    public const int Most = 64;

    /// <summary>Nothing but what entries name themselves.</summary>
    public static TopicTargets None { get; } = new([], []);

    /// <summary>Whether a text can be a Kafka topic's name: 1 to 249 letters, digits, <c>. _ -</c>, and not a dot or two alone.</summary>
    public static bool IsName(string text) =>
        text.Length is > 0 and <= 249 && text is not ("." or "..") && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}
