using System.Text.Json;
using ServerlessIot.Simulator.Fleet.Broken;
using ServerlessIot.Simulator.Payload;

namespace ServerlessIot.Simulator.Tests.Fleet;

public sealed class BrokenPayloadsTests
{
    public static TheoryData<int> Kinds => [.. Enumerable.Range(0, BrokenPayloads.Kinds)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void No_kind_is_a_valid_reading(int kind)
    {
        var payload = new PayloadBuffer();
        BrokenPayloads.Write(payload, kind, "d-1", Payloads.Start);
        Assert.False(IsValid(payload));
    }

    // Shape 1: the three fields with their types, the catalogue's range, a time after 2000 and not ahead.
    private static bool IsValid(PayloadBuffer payload)
    {
        try
        {
            var reading = JsonDocument.Parse(payload.Written.ToArray()).RootElement;
            return reading.ValueKind == JsonValueKind.Object
                && reading.GetProperty("device_id").GetString() == "d-1"
                && reading.TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.Number && value.GetDouble() is >= -40 and <= 200
                && reading.GetProperty("timestamp").GetInt64() is >= 946_684_800_000 and <= Payloads.Start + 600_000;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a text that is not UTF-8 shows only when it is read.
            return false;
        }
    }
}
