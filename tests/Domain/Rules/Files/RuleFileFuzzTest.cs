using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using ServerlessIot.Domain.Rules;
using ServerlessIot.Domain.Rules.Files;

namespace ServerlessIot.Domain.Tests.Rules.Files;

/// <summary>Whatever a file holds, it is a set of rules, or refused with a line.</summary>
public sealed class RuleFileFuzzTest
{
    private const int Files = 1_500;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private static readonly string[] Values =
        ["null", "true", "0", "-1", "1e308", "1e-308", "0.5", "9999999999999999999", "\"\"", "\"x\"", "\"*\"", "\"a*b\"", "\"NaNs\"", "\"1e9d\"", "\"0s\"", "\"\\u0000\"", "[]", "{}", "[[]]", "[{}]", "[[[0,0],[1,1],[2,0]]]", "{\"a\":1}"];

    private static readonly byte[] Spice = [.. "{}[]\",:*/\\u0e-+.9Nt \n\0"u8, 0x80, 0xC3, 0xED, 0xF0, 0xFF];

    [Fact]
    public void Changed_bytes_give_rules_or_a_refusal()
    {
        var (random, source) = (new Random(20_261_121), RuleFile.DefaultFile().ToArray());
        for (var i = 0; i < Files; i++)
        {
            var file = source.ToList();
            for (var left = random.Next(1, 4); left > 0; left--)
            {
                var at = random.Next(file.Count);
                switch (random.Next(5))
                {
                    case 0: file[at] = Spice[random.Next(Spice.Length)]; break;
                    case 1: file.Insert(at, Spice[random.Next(Spice.Length)]); break;
                    case 2: file.RemoveRange(at, Math.Min(random.Next(1, 40), file.Count - at)); break;
                    case 3: file.InsertRange(at, source[random.Next(source.Length)..].Take(random.Next(60)).ToArray()); break;
                    default: file.RemoveRange(at + 1, file.Count - at - 1); break;
                }
            }

            Judge([.. file]);
        }
    }

    [Fact]
    public void Changed_members_give_rules_or_a_refusal()
    {
        var (random, accepted) = (new Random(7), 0);
        var names = KindExamples.All.SelectMany(example => JsonNode.Parse(example)!.AsObject().Select(member => member.Key)).Distinct().ToList();
        for (var i = 0; i < 4 * Files; i++)
        {
            var rule = JsonNode.Parse(KindExamples.All[random.Next(KindExamples.All.Count)])!.AsObject();
            for (var left = random.Next(1, 3); left > 0; left--)
            {
                var name = random.Next(4) == 0 ? names[random.Next(names.Count)] : rule.ElementAt(random.Next(rule.Count)).Key;
                if (random.Next(6) == 0) rule.Remove(name);
                else Replace(rule, name, random);
            }

            if (Judge(Encoding.UTF8.GetBytes($"{{\"version\":1,\"rules\":[{rule.ToJsonString()}]}}")) is not null) accepted++;
        }

        Assert.InRange(accepted, Files / 10, 4 * Files * 9 / 10);
    }

    private static void Replace(JsonObject rule, string name, Random random)
    {
        // Sometimes deep inside.
        if (random.Next(2) == 0 && rule[name] is JsonObject { Count: > 0 } inner) Replace(inner, inner.ElementAt(random.Next(inner.Count)).Key, random);
        else rule[name] = JsonNode.Parse(Values[random.Next(Values.Length)]);
    }

    private static RuleSet? Judge(byte[] file)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            return RuleFile.Read(file);
        }
        catch (RuleFileException refused)
        {
            Assert.InRange(refused.Line, 1, file.Count(one => one == '\n') + 1);
            Assert.NotEmpty(refused.Reason);
            return null;
        }
        finally
        {
            Assert.True(watch.Elapsed < Limit);
        }
    }
}
