using ServerlessIot.Domain.Alerts;

namespace ServerlessIot.Steps.Notify.Storms;

/// <summary>Where the alert of a storm is told.</summary>
/// <param name="Parent">Its id.</param>
/// <param name="Severity">Its severity, 1–5.</param>
/// <param name="Channels">Names of the channels.</param>
internal sealed record StormTold(string Parent, int Severity, IReadOnlySet<string> Channels)
{
    /// <summary>That of a document.</summary>
    public static StormTold Of(AlertDocument document) => new(document.Alert.AlertId, document.Alert.Severity, document.Channels.Keys.ToHashSet());

    /// <summary>Whether it stands for a child as it is.</summary>
    public bool Covers(string parent, AlertRecord child, IReadOnlyList<string> channels) =>
        Parent == parent && Severity >= child.Severity && channels.All(Channels.Contains);
}
