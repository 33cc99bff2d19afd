namespace ServerlessIot.Domain.Alerts;

/// <summary>What somebody did with an alert, and what was known of it then.</summary>
/// <param name="State">The state that it was given: see <see cref="AlertStates"/>.</param>
/// <param name="By">Who did it.</param>
/// <param name="At">When, Unix milliseconds.</param>
/// <param name="Round">Times that the condition had come back by then: <see cref="AlertRecord.Reopened"/>. A later return is none of what was seen.</param>
/// <param name="Ended">Whether the condition had ended by then.</param>
public sealed record HandAction(string State, string By, long At, int Round, bool Ended);
