using System.Globalization;
using ServerlessIot.Domain.Decoding;

namespace ServerlessIot.Steps.Ingest;

/// <summary>Why an event goes to quarantine without Validate having seen it.</summary>
internal static class IngestRefusals
{
    public static readonly Refusal NoDevice = new(
        "no-device", "The event names no device: iothub-connection-device-id is missing or not 1 to 128 visible ASCII characters without a slash. Is the hub that of an IoT Hub?");

    public static readonly Refusal Empty = new(RefusalCodes.Empty, "The event has no bytes.");

    public static Refusal TooLarge(int length, int most) =>
        new(RefusalCodes.TooLarge, string.Create(CultureInfo.InvariantCulture, $"The event has {length} bytes; the log takes at most {most}."));

    public static Refusal Unreadable(string fault) => new("unreadable", $"The event cannot be read: {fault}");
}
