using ServerlessIot.Domain.Binary;
using ServerlessIot.Domain.Rules;
using ServerlessIot.Domain.Rules.Groups;
using ServerlessIot.Domain.Rules.State;

namespace ServerlessIot.Domain.Tests.Rules.Reference;

/// <summary>States of rules, and others that follow by the changes alone, as a journal's reader does.</summary>
internal sealed class RuleRig
{
    private readonly TimeSpan forget;
    private readonly ByteWriter changes = new();
    private readonly RuleStates follower;

    internal RuleRig(RuleSet rules, TimeSpan? forget = null)
    {
        this.forget = forget ?? TimeSpan.FromDays(3_650);
        (Live, follower) = (new RuleStates(), new RuleStates());
        Switch(rules);
    }

    internal RuleStates Live { get; private set; }

    /// <summary>Told of each silence.</summary>
    internal Action<DeviceRules, RuleTurn> Silent { get; set; } = static (_, _) => { };

    /// <summary>Bridges that became late, or were no more.</summary>
    internal List<BridgeTurn> Late { get; } = [];

    internal static RuleSet Set(params string[] rules) =>
        ServerlessIot.Domain.Rules.Files.RuleFile.Read(System.Text.Encoding.UTF8.GetBytes($"{{\"version\":1,\"rules\":[{string.Join(',', rules)}]}}"));

    internal void Switch(RuleSet rules)
    {
        Live.Switch(rules, changes);
        Follow();
    }

    internal void Switch(GroupSet groups)
    {
        Live.Switch(groups, changes);
        Follow();
    }

    /// <summary>What the rules say of a step.</summary>
    internal List<RuleTurn> Do(Step step)
    {
        var turns = new List<RuleTurn>();
        if (step.Event is { } e)
        {
            Live.Evaluate(e, turns, step.Source);
        }
        else if (step.Mark is { } mark)
        {
            Live.Take(step.Source, mark);
        }
        else
        {
            Live.Flush(changes);
            Follow();
            Live.Pass(step.Tick, (long)forget.TotalMilliseconds);
            follower.Pass(step.Tick, (long)forget.TotalMilliseconds);
            Live.OnTick(step.Tick, changes, (device, turn) =>
            {
                turns.Add(turn);
                Silent(device, turn);
            });
            Late.AddRange(Live.LateBridges(step.Tick, changes));
            Follow();
        }

        if (step.Restarts) Restart();
        return turns;
    }

    /// <summary>Saves and loads; whoever followed has the same bytes.</summary>
    internal void Restart()
    {
        Live.Flush(changes);
        Follow();
        var saved = Bytes(Live);
        Assert.Equal(saved, Bytes(follower));
        Live = new RuleStates();
        var reader = new ByteReader(saved);
        Live.Load(ref reader);
        Assert.True(reader.End);
        Assert.Equal(saved, Bytes(Live));
        Assert.True(Live.IsReady);
    }

    private static byte[] Bytes(RuleStates states)
    {
        var to = new ByteWriter();
        states.Save(to);
        return to.Written.ToArray();
    }

    private void Follow()
    {
        var reader = new ByteReader(changes.Written.Span);
        while (!reader.End) Assert.True(follower.TryApply(reader.Byte(), ref reader));
        changes.Clear();
    }
}
