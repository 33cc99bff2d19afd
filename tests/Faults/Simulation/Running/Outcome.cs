using ServerlessIot.Faults.Tests.Simulation.Faults;
using ServerlessIot.Faults.Tests.Simulation.Oracle;

namespace ServerlessIot.Faults.Tests.Simulation.Running;

/// <summary>What one run came to.</summary>
/// <param name="Scenario">What ran.</param>
/// <param name="Verdict">What the oracle says.</param>
/// <param name="Events">Events that devices published.</param>
/// <param name="Reached">Times each cut point was passed.</param>
/// <param name="Died">Times a process died there.</param>
/// <param name="Steps">Events of the loop.</param>
/// <param name="Simulated">Time that passed, microseconds.</param>
internal sealed record Outcome(Scenario Scenario, Verdict Verdict, int Events, long[] Reached, long[] Died, long Steps, long Simulated);
