using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Rules;
using ServerlessIot.Domain.Rules.State;

namespace ServerlessIot.Benchmarks;

/// <summary>An event held against the rules that ship, as the step Alert does: the device is looked up, words are changed, and what differs is noted. One thread.</summary>
public class RulesBenchmark
{
    private const int Events = 10_000;
    private readonly RuleStates states = new();
    private readonly List<RuleTurn> turns = new(1_000);
    private DeviceEvent[] events = [];

    /// <summary>Kind of payload.</summary>
    [Params("factory", "sensor", "drone", "vehicle")]
    public string Shape { get; set; } = "";

    internal static Task<int> RunAsync(string[] arguments)
    {
        // Within this process: a generated project would not know the build's own choice of packages.
        var config = ManualConfig.CreateEmpty()
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(ConsoleLogger.Default)
            .AddExporter(MarkdownExporter.GitHub)
            .WithArtifactsPath(Path.Combine("artifacts", "benchmarks"));
        var summary = BenchmarkRunner.Run<RulesBenchmark>(config, arguments);
        return Task.FromResult(summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success) ? 1 : 0);
    }

    /// <summary>Makes the events, and what rules remember of their devices.</summary>
    [GlobalSetup]
    public void Setup()
    {
        events = DomainBenchmark.Decoded(Shape, Events);
        var changes = new Domain.Binary.ByteWriter();
        states.Switch(RuleSet.Default, changes);
        Evaluate();
        states.Flush(changes);
    }

    /// <summary>All of them, each once.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    public int Evaluate()
    {
        foreach (var e in events)
        {
            turns.Clear();
            states.Evaluate(e, turns);
        }

        return turns.Count;
    }
}
