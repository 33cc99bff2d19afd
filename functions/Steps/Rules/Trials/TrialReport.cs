namespace ServerlessIot.Steps.Rules.Trials;

/// <summary>What rules would have done.</summary>
/// <param name="Version">Version of the rules.</param>
/// <param name="Rows">Events that were held against them.</param>
/// <param name="Devices">Devices with alerts.</param>
/// <param name="Alerts">Alerts that would have been opened.</param>
/// <param name="Complete">Whether all events of the range were held against them; false when a bound ended it before.</param>
/// <param name="Rules">Every rule, in the order of the file.</param>
public sealed record TrialReport(int Version, long Rows, int Devices, long Alerts, bool Complete, IReadOnlyList<RuleTrial> Rules);

/// <summary>What one rule would have done.</summary>
/// <param name="Rule">Id of the rule.</param>
/// <param name="Alerts">Alerts that it would have opened.</param>
/// <param name="Devices">Devices with such alerts.</param>
/// <param name="Suppressed">Breaches that these alerts would have counted instead of alerts of their own.</param>
/// <param name="Examples">The first alerts, at most ten.</param>
public sealed record RuleTrial(string Rule, long Alerts, int Devices, long Suppressed, IReadOnlyList<TrialAlert> Examples);

/// <summary>An alert that would have been opened.</summary>
/// <param name="Device">Device id.</param>
/// <param name="Time">When, Unix milliseconds.</param>
/// <param name="Last">Its latest breach, Unix milliseconds.</param>
/// <param name="Cleared">When the condition ended, Unix milliseconds; null when it did not within the range.</param>
/// <param name="Severity">1 to 5.</param>
/// <param name="Message">Text for people.</param>
public sealed record TrialAlert(string Device, long Time, long Last, long? Cleared, int Severity, string Message);
