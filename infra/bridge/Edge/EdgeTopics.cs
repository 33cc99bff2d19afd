namespace ServerlessIot.Bridge.Edge;

/// <summary>Topics of what a bridge decides by itself.</summary>
/// <param name="Alerts">Alerts.</param>
/// <param name="Commands">Commands to devices.</param>
/// <param name="Replies">Where a command's document hears of it, before its replies.</param>
internal sealed record EdgeTopics(string Alerts, string Commands, string Replies);
