using ServerlessIot.Plan.Simulation;

namespace ServerlessIot.Plan.Planning;

/// <summary>What comes out for a function.</summary>
/// <param name="Day">Its simulated day.</param>
/// <param name="InstanceCapacity">Records a second that one instance can take.</param>
/// <param name="PartitionsNeeded">Partitions without which its instances cannot take the busiest hour at 70 % of their capacity.</param>
/// <param name="FromDevice">Time from the message in telemetry.raw to the end of this function, with those before it.</param>
public sealed record FunctionPlan(FunctionDay Day, double InstanceCapacity, int PartitionsNeeded, Tally FromDevice);
