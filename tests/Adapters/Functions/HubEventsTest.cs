using System.Text;
using Azure.Messaging.EventHubs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ServerlessIot.Adapters.Functions;
using ServerlessIot.Steps.Ingest;

namespace ServerlessIot.Adapters.Tests.Functions;

/// <summary>Events of the client library as the step knows them.</summary>
public sealed class HubEventsTest
{
    private static readonly DateTimeOffset Time = new(2026, 11, 20, 12, 0, 0, 250, TimeSpan.Zero);

    [Fact]
    public void Each_part_is_taken_from_where_it_can_be_trusted()
    {
        var system = new Dictionary<string, object>
        {
            ["iothub-connection-device-id"] = "d1",
            ["iothub-connection-module-id"] = "m1",
            ["iothub-message-source"] = "Telemetry",
            ["iothub-enqueuedtime"] = 1L,
        };
        var own = new Dictionary<string, object> { ["iothub-connection-device-id"] = "another", ["tenant"] = "another", ["traceparent"] = "t", ["Diagnostic-Id"] = "d" };
        var data = EventHubsModelFactory.EventData(new BinaryData("{}"), own, system, "d1", sequenceNumber: 7, offsetString: "o", enqueuedTime: Time);
        data.MessageId = "id";
        data.ContentType = "application/json";
        var e = Assert.Single(new[] { data }.ToHub());
        Assert.Equal(
            new HubEvent
            {
                Body = e.Body,
                Sequence = 7,
                Enqueued = Time.ToUnixTimeMilliseconds(),
                Device = "d1",
                Module = "m1",
                Kind = "Telemetry",
                MessageId = "id",
                ContentType = "application/json",
                TraceParent = "t",
            },
            e);
        Assert.Equal("{}", Encoding.UTF8.GetString(e.Body.Span));
    }

    [Fact]
    public void What_is_missing_is_null_and_what_has_another_type_is_read_or_left()
    {
        var own = new Dictionary<string, object> { ["traceparent"] = 5, ["Diagnostic-Id"] = "d" };
        var system = new Dictionary<string, object> { ["iothub-connection-device-id"] = 12, ["iothub-message-source"] = null! };
        var e = EventHubsModelFactory.EventData(new BinaryData("{}"), own, system, sequenceNumber: 0, offsetString: null).ToHub();
        Assert.Equal(new HubEvent { Body = e.Body, Device = "12", TraceParent = "d" }, e);
    }

    [Fact]
    public void An_event_without_a_number_says_so() =>
        Assert.Contains("sequence number", new EventData(new BinaryData("{}")).ToHub().Fault, StringComparison.Ordinal);

    [Fact]
    public void The_section_of_the_settings_is_read_beside_the_connection_string_of_the_same_name()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Ingest"] = "Endpoint=sb://hub.example/;SharedAccessKeyName=service",
            ["Ingest:Hub"] = "h",
            ["Ingest:Tenant"] = "t",
        }).Build();
        var options = new ServiceCollection().AddOptionsOf<IngestOptions>(configuration, "Ingest").BuildServiceProvider().GetRequiredService<IngestOptions>();
        Assert.Equal(new IngestOptions { Hub = "h", Tenant = "t", ConsumerGroup = "$Default" }, options);
    }
}
