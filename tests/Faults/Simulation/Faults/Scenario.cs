using System.Numerics;
using ServerlessIot.Faults.Tests.Simulation.Kernel;

namespace ServerlessIot.Faults.Tests.Simulation.Faults;

/// <summary>What one run simulates; everything else follows from it.</summary>
/// <param name="Seed">Seed of all randomness.</param>
/// <param name="Events">Events that devices publish at least.</param>
/// <param name="Allowed">Kinds of faults that may come; which of them do is the seed's choice.</param>
internal sealed record Scenario(long Seed, int Events = Scenario.DefaultEvents, FaultKinds Allowed = FaultKinds.All)
{
    public const int DefaultEvents = 5_000;

    /// <summary>The kinds that come: each with a chance of a half.</summary>
    public FaultKinds Kinds
    {
        get
        {
            var dice = new Dice(Seed, 0);
            var chosen = FaultKinds.None;
            for (var bit = 0; bit < BitOperations.PopCount((uint)FaultKinds.All); bit++)
            {
                if (dice.Chance(0.5)) chosen |= (FaultKinds)(1 << bit);
            }

            return chosen & Allowed;
        }
    }

    public bool Has(FaultKinds kind) => (Kinds & kind) != 0;

    /// <summary>The command that runs exactly this.</summary>
    public string Command
    {
        get
        {
            var events = Events == DefaultEvents ? "" : $" --events {Events}";
            var without = Allowed == FaultKinds.All ? "" : $" --only {Kinds.ToString().Replace(", ", ",", StringComparison.Ordinal)}";
            return $"./test faults --seed {Seed}{events}{without}";
        }
    }
}
