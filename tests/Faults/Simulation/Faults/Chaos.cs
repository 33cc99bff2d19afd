using ServerlessIot.Faults.Tests.Simulation.Kernel;

namespace ServerlessIot.Faults.Tests.Simulation.Faults;

/// <summary>Decides, from the seed, what goes wrong and when. Counts how often each cut point was reached and how often a process died there.</summary>
internal sealed class Chaos
{
    private const int MostCrashes = 40;
    private static readonly int Points = Enum.GetValues<CutPoint>().Length;
    private readonly Scenario scenario;
    private readonly double[] crashRates = new double[Points];
    private readonly double errors;
    private readonly double lostAnswers;
    private readonly double lateWrites;
    private readonly double lostAcknowledgements;
    private readonly double deadProducers;
    private readonly FaultKinds kinds;
    private int crashes;

    public Chaos(Scenario scenario)
    {
        this.scenario = scenario;
        kinds = scenario.Kinds;
        Dice = new Dice(scenario.Seed, 1);
        errors = Rate(FaultKinds.StoreErrors, 0.002, 0.03);
        lostAnswers = Rate(FaultKinds.LostAnswers, 0.002, 0.03);
        lateWrites = Rate(FaultKinds.LateWrites, 0.001, 0.01);
        lostAcknowledgements = Rate(FaultKinds.LostAcknowledgements, 0.005, 0.05);
        deadProducers = Rate(FaultKinds.DeadProducers, 0.0005, 0.005);
        if (!Has(FaultKinds.Crashes)) return;
        Array.Fill(crashRates, 1.0 / 2_500);
        for (var favourites = Dice.Between(2, 6); favourites > 0; favourites--) crashRates[Dice.Next(Points)] = 1.0 / Dice.Between(5, 60);
    }

    public Dice Dice { get; }

    /// <summary>Set for the end of a run: nothing goes wrong any more.</summary>
    public bool Calm { get; set; }

    public long[] Reached { get; } = new long[Points];

    public long[] Died { get; } = new long[Points];

    public bool Has(FaultKinds kind) => (kinds & kind) != 0;

    public bool Now(FaultKinds kind, double chance) => !Calm && Has(kind) && Dice.Chance(chance);

    /// <summary>Passes a cut point; a process that dies there never comes back from it.</summary>
    public Task ReachAsync(SimProcess process, CutPoint point)
    {
        if (!process.Alive) return EventLoop.Never();
        Reached[(int)point]++;
        if (Calm || crashes >= MostCrashes || !Dice.Chance(crashRates[(int)point])) return Task.CompletedTask;
        crashes++;
        Died[(int)point]++;
        Trace?.Invoke($"{process.Name} dies at {point}");
        process.Kill();
        return EventLoop.Never();
    }

    /// <summary>What a store makes of the next call.</summary>
    public StoreAnswer StoreAnswer(bool write)
    {
        if (Calm) return Faults.StoreAnswer.Normal;
        if (Dice.Chance(errors)) return Faults.StoreAnswer.Refused;
        if (!write) return Faults.StoreAnswer.Normal;
        if (Dice.Chance(lostAnswers)) return Dice.Chance(0.5) ? Faults.StoreAnswer.TimedOutAfterWrite : Faults.StoreAnswer.ConflictWithItself;
        return Dice.Chance(lateWrites) ? Faults.StoreAnswer.WrittenLate : Faults.StoreAnswer.Normal;
    }

    public bool LosesAcknowledgement() => !Calm && Dice.Chance(lostAcknowledgements);

    public bool ProducerDies() => !Calm && Dice.Chance(deadProducers);

    /// <summary>Where the readable trace goes; null when nobody reads it.</summary>
    public Action<string>? Trace { get; set; }

    private double Rate(FaultKinds kind, double from, double to) => scenario.Has(kind) ? from + (Dice.Unit() * (to - from)) : 0;
}

/// <summary>How a store answers.</summary>
internal enum StoreAnswer
{
    Normal,

    /// <summary>429, 500 or 503: nothing was done.</summary>
    Refused,

    /// <summary>Written, but the client waits in vain.</summary>
    TimedOutAfterWrite,

    /// <summary>Written; the answer was lost, and the client library's own repetition met 412 or 409.</summary>
    ConflictWithItself,

    /// <summary>The client waits in vain, and the write arrives later.</summary>
    WrittenLate,
}
