using System.Globalization;
using Azure.Messaging.EventHubs;
using Microsoft.Azure.Functions.Worker;

namespace ServerlessIot.SampleApp;

/// <summary>Functions for events of a hub; a line shows number=body of each.</summary>
public sealed class HubFunctions(Notebook notebook)
{
    /// <summary>Executed again until it succeeds.</summary>
    [Function("Hub")]
    [FixedDelayRetry(-1, "00:00:00.2")]
    public async Task Hub([EventHubTrigger("%Topics:Sample%", Connection = "SampleHub", ConsumerGroup = "%Sample:Group%")] EventData[] events, CancellationToken cancellation)
    {
        notebook.Write("Hub", Describe(events));
        await notebook.HoldAsync(cancellation);
    }

    /// <summary>Executed twice more.</summary>
    [Function("HubThrice")]
    [FixedDelayRetry(2, "00:00:00.1")]
    public void HubThrice([EventHubTrigger("%Topics:Sample%", Connection = "SampleHub", ConsumerGroup = "%Sample:Group%")] EventData[] events) =>
        notebook.Write("HubThrice", Describe(events));

    /// <summary>Executed once.</summary>
    [Function("HubOnce")]
    public void HubOnce([EventHubTrigger("%Topics:Sample%", Connection = "SampleHub", ConsumerGroup = "%Sample:Group%")] EventData[] events) =>
        notebook.Write("HubOnce", Describe(events));

    /// <summary>Everything an event has, one at a time.</summary>
    [Function("HubWhole")]
    public void HubWhole([EventHubTrigger("%Topics:Sample%", Connection = "SampleHub", ConsumerGroup = "%Sample:Group%", IsBatched = false)] EventData data) =>
        notebook.Write("HubWhole", string.Create(CultureInfo.InvariantCulture,
            $"{data.SequenceNumber} {data.OffsetString} {data.EnqueuedTime.ToUnixTimeMilliseconds()} body={data.EventBody} id={data.MessageId} type={data.ContentType} system={Text(data.SystemProperties)} own={Text(data.Properties)}"));

    private static string Describe(EventData[] events) => string.Join(' ', events.Select(e => $"{e.SequenceNumber}={e.EventBody}"));

    private static string Text(IEnumerable<KeyValuePair<string, object>> properties) => string.Join(',', properties.Select(pair => $"{pair.Key}:{pair.Value}"));
}
