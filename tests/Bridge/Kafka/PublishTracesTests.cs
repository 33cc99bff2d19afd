using System.Diagnostics;
using System.Text;
using Confluent.Kafka;
using ServerlessIot.Bridge.Kafka;

namespace ServerlessIot.Bridge.Tests.Kafka;

public sealed class PublishTracesTests : IDisposable
{
    private const string Device = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331";
    private const string Topic = "raw of this test";
    private readonly List<Activity> _ended = [];
    private readonly ActivityListener _listener;

    public PublishTracesTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "ServerlessIot",
            Sample = (ref ActivityCreationOptions<ActivityContext> options) => options.Name == $"publish {Topic}" ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
            ActivityStopped = _ended.Add,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public void One_in_so_many_messages_begins_a_trace()
    {
        var traces = new PublishTraces(every: 10, Topic);
        var begun = Enumerable.Range(0, 100).Count(_ => Begin(traces, null).Span is not null);
        Assert.Equal(10, begun);
        Assert.Null(Activity.Current);
    }

    [Fact]
    public void What_a_device_traces_goes_on_with_its_trace()
    {
        var (span, headers) = Begin(new PublishTraces(every: 0, Topic), Device + "-01");
        var header = Assert.Single(headers!, header => header.Key == "traceparent");
        Assert.Equal(span!.Id, Encoding.ASCII.GetString(header.GetValueBytes()));
        Assert.Equal(("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"), (span.TraceId.ToString(), span.ParentSpanId.ToString()));
        new InFlightRecord(new Message<byte[], byte[]>(), 1, 0, null, 1, 1) { Trace = span }.Settle(RecordOutcome.Refused);
        Assert.Equal(ActivityStatusCode.Error, Assert.Single(_ended).Status);
    }

    [Theory]
    [InlineData(Device + "-00")]
    [InlineData("no traceparent")]
    [InlineData(null)]
    public void Other_messages_stay_as_they_are(string? traceParent)
    {
        var (span, headers) = Begin(new PublishTraces(every: 0, Topic), traceParent);
        Assert.Null(span);
        Assert.Equal(traceParent, headers is null ? null : Encoding.ASCII.GetString(headers.Single().GetValueBytes()));
    }

    private static (Activity? Span, List<Header>? Headers) Begin(PublishTraces traces, string? traceParent)
    {
        List<Header>? headers = traceParent is null ? null : [new Header("traceparent", Encoding.ASCII.GetBytes(traceParent))];
        return (traces.Begin(ref headers), headers);
    }
}
