using System.Numerics;
using ServerlessIot.Faults.Tests.Simulation.Kernel;

namespace ServerlessIot.Faults.Tests.Simulation.Faults;

/// <summary>What one run simulates; everything else follows from it.</summary>
/// <param name="Seed">Seed of all randomness.</param>
/// <param name="Events">Events that devices publish at least.</param>
/// <param name="Allowed">Kinds of faults that may come; which of them do is the seed's choice.</param>
/// <param name="Forced">Kinds that come whatever the seed chooses.</param>
internal sealed record Scenario(long Seed, int Events = Scenario.DefaultEvents, FaultKinds Allowed = FaultKinds.All, FaultKinds Forced = FaultKinds.None)
{
    public const int DefaultEvents = 5_000;

    /// <summary>The kinds that come: each with a chance of a half.</summary>
    public FaultKinds Kinds => Choose();

    /// <summary>The command that runs exactly this.</summary>
    public string Command
    {
        get
        {
            var events = Events == DefaultEvents ? "" : $" --events {Events}";
            var only = Allowed == FaultKinds.All && Forced == FaultKinds.None ? "" : $" --only {Kinds.ToString().Replace(", ", ",", StringComparison.Ordinal)}";
            return $"./test faults --seed {Seed}{events}{only}";
        }
    }

    public bool Has(FaultKinds kind) => (Kinds & kind) != 0;

    private FaultKinds Choose()
    {
        var dice = new Dice(Seed, 0);
        var chosen = FaultKinds.None;
        for (var bit = 0; bit < BitOperations.PopCount((uint)FaultKinds.All); bit++)
        {
            if (dice.Chance(0.5)) chosen |= (FaultKinds)(1 << bit);
        }

        return (chosen | Forced) & Allowed;
    }
}
