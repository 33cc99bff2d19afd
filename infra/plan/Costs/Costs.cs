namespace ServerlessIot.Plan.Costs;

/// <summary>What work costs, as measured: the content of costs.json. Times are of the machine that is named there.</summary>
public sealed record Costs
{
    /// <summary>The Kafka trigger: host, worker and what is between them.</summary>
    public required TriggerCosts Trigger { get; init; }

    /// <summary>The platform that starts and stops instances.</summary>
    public required PlatformCosts Platform { get; init; }

    /// <summary>Waits for other services, for one call each.</summary>
    public required WaitCosts Waits { get; init; }

    /// <summary>Functions by name.</summary>
    public required IReadOnlyDictionary<string, StepCosts> Steps { get; init; }

    /// <summary>Bytes of records, documents and rows.</summary>
    public required ByteCosts Bytes { get; init; }

    /// <summary>Request units of documents.</summary>
    public required DocumentCosts Documents { get; init; }

    /// <summary>The bridge.</summary>
    public required BridgeCosts Bridge { get; init; }

    /// <summary>What is written to the workspace.</summary>
    public required TelemetryCosts Telemetry { get; init; }

    /// <summary>The timers of Ops.</summary>
    public required TimerCosts Timers { get; init; }

    /// <summary>The archive.</summary>
    public required ArchiveCosts Archive { get; init; }

    /// <summary>The same for payloads of so many bytes.</summary>
    public Costs For(double payloadBytes) => this with { Steps = Steps.ToDictionary(step => step.Key, step => step.Value.For(payloadBytes)) };

    /// <summary>Reads costs.json.</summary>
    /// <exception cref="PlanException">The file is missing, or not as it should be.</exception>
    public static Costs Read(string file)
    {
        var costs = JsonFile.Read<Costs>(file);
        Above("trigger.gatherMicrosPerRecord", costs.Trigger.GatherMicrosPerRecord);
        Above("trigger.stallEverySeconds", costs.Trigger.StallEverySeconds);
        Above("platform.lookEverySeconds", costs.Platform.LookEverySeconds);
        Above("platform.megabytesPerCore", costs.Platform.MegabytesPerCore);
        Above("waits.documentsAtOnce", costs.Waits.DocumentsAtOnce);
        Above("documents.unitsPerWrite", costs.Documents.UnitsPerWrite);
        Above("bridge.targetShare", costs.Bridge.TargetShare);
        foreach (var (timer, every) in costs.Timers.EverySeconds) Above($"timers.everySeconds.{timer}", every);
        costs.Archive.Check(file);
        return costs;

        void Above(string name, double value)
        {
            if (!(value > 0)) throw new PlanException($"{file}: {name} must be above 0.");
        }
    }
}
