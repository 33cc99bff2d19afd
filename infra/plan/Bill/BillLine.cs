namespace ServerlessIot.Plan.Bill;

/// <summary>A part of the monthly bill.</summary>
/// <param name="Service">Service that sends it.</param>
/// <param name="Part">What for.</param>
/// <param name="Amount">In the currency of the prices.</param>
/// <param name="AlwaysOn">Whether it is there without any message, and stays until it is removed.</param>
public sealed record BillLine(string Service, string Part, double Amount, bool AlwaysOn = false);
