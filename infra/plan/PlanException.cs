namespace ServerlessIot.Plan;

/// <summary>A plan cannot be made; the message tells a person what to change.</summary>
public sealed class PlanException(string message) : Exception(message);
