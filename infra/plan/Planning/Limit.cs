namespace ServerlessIot.Plan.Planning;

/// <summary>Something that a growing load runs into.</summary>
/// <param name="What">What ends.</param>
/// <param name="Factor">The multiple of the busiest hour at which it ends; below 1 it has ended already.</param>
/// <param name="Change">What to change then.</param>
public sealed record Limit(string What, double Factor, string Change);
