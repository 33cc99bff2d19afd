namespace ServerlessIot.Simulator.Sending;

/// <summary>Says when devices send.</summary>
internal interface ISchedule
{
    /// <summary>Offers what is due.</summary>
    /// <param name="elapsed">Time since publishing began.</param>
    void Issue(TimeSpan elapsed);

    /// <summary>True when nothing will ever be due again.</summary>
    bool IsFinished { get; }
}
