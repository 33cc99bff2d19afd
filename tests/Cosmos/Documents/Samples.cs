using ServerlessIot.Domain.Alerts;

namespace ServerlessIot.Cosmos.Tests.Documents;

/// <summary>Documents for tests.</summary>
internal static class Samples
{
    public static AlertDocument Alert(string partition, string id, string state = AlertStates.Open, string delivery = DeliveryStates.Sent) => new()
    {
        Alert = new AlertRecord
        {
            AlertId = id,
            Tenant = partition.Split('/')[0],
            Device = partition.Split('/')[1],
            Rule = "temperature.critical",
            Severity = 5,
            Level = "critical",
            Message = "temperature 151.5 is above 150",
            Measure = "temperature",
            Value = 151.5,
            Limit = 150,
            Time = 1_700_000_000_123,
            EventId = "e1",
            Suppressed = 3,
            Origin = "0-3-42-0",
        },
        State = state,
        Changed = 1_700_000_000_456,
        Channels = new Dictionary<string, ChannelDelivery> { ["log"] = new(delivery, 1, 1_700_000_000_400) },
    };
}
