namespace ServerlessIot.Domain.Alerts.Policy;

/// <summary>Why a policy was refused.</summary>
/// <param name="Path">Where, such as <c>notifications.routes[2].minimumSeverity</c>.</param>
/// <param name="Reason">What is wrong there, for people.</param>
public sealed record PolicyFault(string Path, string Reason);
