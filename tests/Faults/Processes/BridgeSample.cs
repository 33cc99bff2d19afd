namespace ServerlessIot.Faults.Tests.Processes;

/// <summary>One look at the bridge.</summary>
/// <param name="At">Time since watching began, when the answers were there.</param>
/// <param name="Ready">Whether /healthz/ready answered 200.</param>
/// <param name="Alive">Whether /healthz/live answered 200.</param>
/// <param name="Bytes">Resident memory (VmRSS).</param>
internal readonly record struct BridgeSample(TimeSpan At, bool Ready, bool Alive, long Bytes);
