using ServerlessIot.Bridge.Mqtt.Formatter;
using ServerlessIot.Bridge.Tests.Clients;
using ServerlessIot.Bridge.Topics;

namespace ServerlessIot.Bridge.Tests.Topics;

public class MosquittoMatcherTests
{
    private static readonly string[] Levels = ["", "a", "b", "ab", "sensors", "+", "+", "#", "$SYS", "$", "é", "a b", "aa"];

    /// <summary>A million random pairs, most of them near misses, get mosquitto's verdict.</summary>
    [Fact]
    public async Task A_million_pairs_get_mosquitto_s_verdict()
    {
        await Command.NeedAsync("libmosquitto1", MosquittoMatcher.Library);
        var random = new Random(5);
        var (compared, matched) = (0, 0);
        var differences = new List<string>();
        while (compared < 1_000_000)
        {
            var filter = Text(random);
            var topic = random.Next(2) == 0 ? Text(random) : Filled(filter, random);
            if (!TopicRules.IsFilter(filter) || topic.Length == 0 || topic.AsSpan().IndexOfAny('+', '#') >= 0 || MosquittoMatcher.Matches(filter, topic) is not { } expected)
                continue;
            compared++;
            matched += expected ? 1 : 0;
            if (new TopicFilter(filter).Matches(topic.Split('/')) != expected)
                differences.Add($"{filter} {topic}: mosquitto says {expected}");
        }
        Assert.Empty(differences.Distinct().Take(20));
        Assert.InRange(matched, compared / 10, compared * 9 / 10);
    }

    private static string Text(Random random) => string.Join('/', Enumerable.Range(0, 1 + random.Next(4)).Select(_ => Levels[random.Next(Levels.Length)]));

    /// <summary>A topic that the filter may well match: wildcards are replaced, sometimes a level comes or goes.</summary>
    private static string Filled(string filter, Random random)
    {
        var levels = filter.Split('/').SelectMany(level => level switch
        {
            "+" => [Levels[random.Next(5)]],
            "#" => Enumerable.Range(0, random.Next(3)).Select(_ => Levels[random.Next(5)]),
            _ => new[] { random.Next(12) == 0 ? Levels[random.Next(5)] : level },
        }).ToList();
        if (random.Next(8) == 0 && levels.Count > 1)
            levels.RemoveAt(levels.Count - 1);
        return string.Join('/', levels);
    }
}
