namespace ServerlessIot.Faults.Tests.Simulation.Faults;

/// <summary>What may go wrong in a scenario; each is left out in turn when a failing seed is shrunk.</summary>
[Flags]
internal enum FaultKinds
{
    None = 0,

    /// <summary>Processes die at cut points and start again.</summary>
    Crashes = 1 << 0,

    /// <summary>Stores answer 429, 500, 503: nothing was written.</summary>
    StoreErrors = 1 << 1,

    /// <summary>A store writes, but the answer is a time-out, or the client's own repetition got 412 or 409.</summary>
    LostAnswers = 1 << 2,

    /// <summary>A store writes long after its client gave up.</summary>
    LateWrites = 1 << 3,

    /// <summary>The blob store forgets what was written in the last seconds.</summary>
    LostTail = 1 << 4,

    /// <summary>The log does not answer for up to two minutes.</summary>
    LogOutages = 1 << 5,

    /// <summary>Acknowledgements of the log get lost; producers send again under the same sequence.</summary>
    LostAcknowledgements = 1 << 6,

    /// <summary>A producer fails for good and a new one sends again.</summary>
    DeadProducers = 1 << 7,

    /// <summary>Devices lose their connection and send again what was not acknowledged.</summary>
    Disconnects = 1 << 8,

    /// <summary>Devices stay away for up to half an hour before they send again.</summary>
    LongAbsences = 1 << 9,

    /// <summary>Devices send the same message twice without need.</summary>
    Duplicates = 1 << 10,

    /// <summary>Devices publish in another order than they measured.</summary>
    Disorder = 1 << 11,

    /// <summary>Events a day late.</summary>
    LateEvents = 1 << 12,

    /// <summary>Partitions move between instances, batches in flight go on.</summary>
    Rebalances = 1 << 13,

    /// <summary>A process stands still for up to three minutes, loses its partitions and goes on.</summary>
    Stalls = 1 << 14,

    /// <summary>Committed offsets turn back.</summary>
    LostCommits = 1 << 15,

    /// <summary>Instances of two versions: another cooldown, a decoder that refuses more.</summary>
    Versions = 1 << 16,

    /// <summary>The topic telemetry.raw is deleted and created anew, once everything in it was read.</summary>
    Recreation = 1 << 17,

    /// <summary>Wall clocks of bridges and timers jump by up to four minutes.</summary>
    ClockJumps = 1 << 18,

    /// <summary>Some instances are thirty times slower than others.</summary>
    SlowConsumers = 1 << 19,

    /// <summary>Payloads of up to 400 events.</summary>
    LargePayloads = 1 << 20,

    /// <summary>Ticks come late, twice, or not at all.</summary>
    WildTicks = 1 << 21,

    /// <summary>Payloads, or single events in them, that cannot be read.</summary>
    BrokenPayloads = 1 << 22,

    /// <summary>Channels refuse alerts.</summary>
    DeadChannels = 1 << 23,

    All = (1 << 24) - 1,
}
