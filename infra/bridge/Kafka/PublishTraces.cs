using System.Diagnostics;
using System.Text;
using Confluent.Kafka;
using ServerlessIot.Domain.Log;

namespace ServerlessIot.Bridge.Kafka;

/// <summary>
/// The first span of a trace: from the arrival of a message to the log's acknowledgement, source <c>ServerlessIot</c>. One in
/// <paramref name="every"/> messages begins a trace, and each that came with a sampled <c>traceparent</c> of the device goes on
/// with that one (W3C Trace Context). Without anybody who listens nothing is traced.
/// </summary>
internal sealed class PublishTraces(int every, string topic)
{
    private static readonly ActivitySource Source = new("ServerlessIot");
    private readonly string _name = $"publish {topic}";
    private long _messages;

    /// <summary>Begins the span of a message and sets its header; null when it is not traced.</summary>
    public Activity? Begin(ref List<Header>? headers)
    {
        if (!Source.HasListeners())
            return null;
        var parent = Parent(headers);
        var chosen = parent is null && every > 0 && Interlocked.Increment(ref _messages) % every == 0;
        if (!chosen && parent is not { TraceFlags: ActivityTraceFlags.Recorded })
            return null;
        var span = Source.StartActivity(_name, ActivityKind.Producer, parent ?? default);
        // It ends on the producer's thread, and nothing else that this thread does belongs to it.
        Activity.Current = null;
        if (span is not { Recorded: true })
            return null;
        span.SetTag("messaging.system", "kafka");
        span.SetTag("messaging.operation.name", "send");
        span.SetTag("messaging.destination.name", topic);
        headers?.RemoveAll(header => header.Key == LogHeaders.TraceParent);
        (headers ??= []).Add(RecordFactory.Text(LogHeaders.TraceParent, span.Id!));
        return span;
    }

    private static ActivityContext? Parent(List<Header>? headers)
    {
        var header = headers?.Find(h => h.Key == LogHeaders.TraceParent);
        return header is not null && ActivityContext.TryParse(Encoding.ASCII.GetString(header.GetValueBytes()), null, isRemote: true, out var parent) ? parent : null;
    }
}
