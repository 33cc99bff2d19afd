namespace ServerlessIot.Steps.Tests.Doubles;

/// <summary>The instance dies here.</summary>
public sealed class Crash(string place) : Exception(place);
