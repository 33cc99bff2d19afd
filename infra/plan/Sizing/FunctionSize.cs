namespace ServerlessIot.Plan.Sizing;

/// <summary>A Kafka function with everything that decides how it scales.</summary>
/// <param name="Name">Name of the function.</param>
/// <param name="App">App that holds it, as sizes.json names it.</param>
/// <param name="Topic">Topic that it reads, as sizes.json names it.</param>
/// <param name="Partitions">Partitions of that topic.</param>
/// <param name="AlwaysReady">Instances that always run.</param>
/// <param name="Maximum">Most instances of its app.</param>
/// <param name="MemoryMegabytes">Memory of an instance.</param>
/// <param name="LagThreshold">Records behind for each instance.</param>
/// <param name="Trigger">Settings of its trigger.</param>
public sealed record FunctionSize(
    string Name, string App, string Topic, int Partitions, int AlwaysReady, int Maximum, int MemoryMegabytes, long LagThreshold, TriggerSettings Trigger);
