using System.Globalization;

namespace ServerlessIot.Domain.Alerts;

/// <summary>An alert and its life: a document of the container <c>alerts</c>, id = alert id, partition key = tenant/device.</summary>
public sealed record AlertDocument
{
    // The highest of 16 digits.
    private const long Lasting = 9_999_999_999_999_999;

    /// <summary>The alert as its latest revision tells it.</summary>
    public required AlertRecord Alert { get; init; }

    /// <summary>open, acknowledged or cleared.</summary>
    public required string State { get; init; }

    /// <summary>When the state was last changed, Unix milliseconds.</summary>
    public required long Changed { get; init; }

    /// <summary>Who acknowledged or cleared it; null while open, and when its condition ended by itself.</summary>
    public string? By { get; init; }

    /// <summary>What somebody did last; null when nobody did anything yet.</summary>
    public HandAction? Hand { get; init; }

    /// <summary>When the channels were last asked to tell it, Unix milliseconds; later than now for a reopening that waits for the cooldown. 0 in documents from before it was noted.</summary>
    public long Told { get; init; }

    /// <summary>Whether maintenance held it back when it was last to be told.</summary>
    public bool Silenced { get; init; }

    /// <summary>Id of the alert of the storm that it is part of, for which it was not told itself; null for none.</summary>
    public string? Parent { get; init; }

    /// <summary>How far each channel got, by its name.</summary>
    public required IReadOnlyDictionary<string, ChannelDelivery> Channels { get; init; }

    /// <summary>Steps of escalation that were taken since it was last opened.</summary>
    public int Escalated { get; init; }

    /// <summary>When the next step is due, or the alert is to be told that maintenance holds back, Unix milliseconds with 16 digits: what the timer asks the store for. Null when there is neither, and once somebody has taken the alert.</summary>
    public string? Due { get; init; }

    /// <summary>pending while a channel is, else sent, though there be nothing left to send: what the re-sender asks the store for.</summary>
    public string Delivery => Channels.Values.Any(channel => channel.State == DeliveryStates.Pending) ? DeliveryStates.Pending : DeliveryStates.Sent;

    /// <summary>Rule and latest breach, or the latest time that there is while the condition holds: what tells whether the slot (device, rule) is taken. See <see cref="SlotAt"/>.</summary>
    public string Slot => SlotAt(Alert.Rule, Alert.Cleared is null ? Lasting : AlertTimes.Last(Alert));

    /// <summary>A time as <see cref="Due"/> holds it; one before 1970 counts as 0.</summary>
    public static string DueAt(long time) => Math.Max(0, time).ToString("D16", CultureInfo.InvariantCulture);

    /// <summary>The rule, a space and a time (Unix milliseconds) with 16 digits; a time before 1970 counts as 0.</summary>
    public static string SlotAt(string rule, long time) => string.Create(CultureInfo.InvariantCulture, $"{rule} {Math.Max(0, time):D16}");
}

/// <summary>The states of an alert's life.</summary>
public static class AlertStates
{
    /// <summary>Raised, nobody has looked at it.</summary>
    public const string Open = "open";

    /// <summary>Somebody has taken it.</summary>
    public const string Acknowledged = "acknowledged";

    /// <summary>Over.</summary>
    public const string Cleared = "cleared";
}
