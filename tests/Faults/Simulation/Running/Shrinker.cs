using System.Numerics;
using ServerlessIot.Faults.Tests.Simulation.Faults;

namespace ServerlessIot.Faults.Tests.Simulation.Running;

/// <summary>Makes a failing scenario smaller while it still fails: leaves out kinds of faults one by one, then halves the events.</summary>
internal static class Shrinker
{
    private const int FewestEvents = 20;

    public static Outcome Shrink(Outcome failing)
    {
        var best = failing;
        for (var left = true; left;)
        {
            left = false;
            for (var bit = 0; bit < BitOperations.PopCount((uint)FaultKinds.All); bit++)
            {
                var kind = (FaultKinds)(1 << bit);
                if (!best.Scenario.Has(kind)) continue;
                left |= Try(best.Scenario with { Allowed = best.Scenario.Kinds & ~kind, Forced = best.Scenario.Kinds & ~kind });
            }
        }

        while (best.Scenario.Events / 2 >= FewestEvents && Try(best.Scenario with { Events = best.Scenario.Events / 2 }))
        {
        }

        return best;

        bool Try(Scenario smaller)
        {
            var outcome = SeedLoop.One(smaller);
            if (outcome.Verdict.Good) return false;
            best = outcome;
            return true;
        }
    }
}
