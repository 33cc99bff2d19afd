namespace ServerlessIot.Plan.Simulation;

/// <summary>What a function did.</summary>
public sealed class Counters
{
    /// <summary>Batches executed.</summary>
    public double Batches { get; set; }

    /// <summary>Records in them, those that come again when partitions move each time.</summary>
    public double Records { get; set; }

    /// <summary>Records committed.</summary>
    public double Committed { get; set; }

    /// <summary>Partitions that batches were of, summed over batches.</summary>
    public double Touched { get; set; }

    /// <summary>Seconds that instances beyond the always-ready ones are billed for.</summary>
    public double BilledOnDemand { get; set; }

    /// <summary>Seconds that always-ready instances are billed for executing.</summary>
    public double BilledReady { get; set; }

    /// <summary>CPU used, in core-seconds.</summary>
    public double Cpu { get; set; }

    /// <summary>Instances summed over seconds.</summary>
    public double InstanceSeconds { get; set; }

    /// <summary>Records behind, summed over seconds.</summary>
    public double LagSeconds { get; set; }

    /// <summary>Most records behind.</summary>
    public double HighestLag { get; set; }

    /// <summary>Fewest instances.</summary>
    public int Fewest { get; set; } = int.MaxValue;

    /// <summary>Most instances.</summary>
    public int Most { get; set; }

    /// <summary>Times that instances were stopped.</summary>
    public double Stops { get; set; }

    /// <summary>Length, in s, of what was counted.</summary>
    public double Seconds { get; set; }

    /// <summary>Adds what another counted.</summary>
    public void Add(Counters other)
    {
        Batches += other.Batches;
        Records += other.Records;
        Committed += other.Committed;
        Touched += other.Touched;
        BilledOnDemand += other.BilledOnDemand;
        BilledReady += other.BilledReady;
        Cpu += other.Cpu;
        InstanceSeconds += other.InstanceSeconds;
        LagSeconds += other.LagSeconds;
        HighestLag = Math.Max(HighestLag, other.HighestLag);
        Fewest = Math.Min(Fewest, other.Fewest);
        Most = Math.Max(Most, other.Most);
        Stops += other.Stops;
        Seconds += other.Seconds;
    }
}
