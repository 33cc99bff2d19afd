namespace ServerlessIot.Domain.Commands;

/// <summary>What became of a delivery: the bridge's own record in <c>device.replies</c>.</summary>
/// <param name="Outcome">One of <see cref="CommandOutcomes"/>.</param>
/// <param name="Time">When, Unix milliseconds.</param>
/// <param name="Reason">Why the device cannot take it; null when it has it.</param>
public sealed record CommandDelivery(string Outcome, long Time, string? Reason = null);

/// <summary>Outcomes of a delivery.</summary>
public static class CommandOutcomes
{
    /// <summary>The device has it.</summary>
    public const string Sent = "sent";

    /// <summary>The device will never have it.</summary>
    public const string Refused = "refused";
}
