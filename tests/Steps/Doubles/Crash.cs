namespace ServerlessIot.Steps.Tests.Doubles;

/// <summary>The instance dies here: nothing of its own code can go on, as when it is stopped.</summary>
public sealed class Crash(string place) : OperationCanceledException(place);
