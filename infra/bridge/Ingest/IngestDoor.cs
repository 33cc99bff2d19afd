using System.Text;
using Microsoft.AspNetCore.Http;
using ServerlessIot.Bridge.Access;
using ServerlessIot.Bridge.Health;
using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Bridge.Mqtt.Connecting;
using ServerlessIot.Bridge.Mqtt.Publishing;
using ServerlessIot.Bridge.Publishing;

namespace ServerlessIot.Bridge.Ingest;

/// <summary>
/// <c>POST /topics/{topic}</c>: the body is one message; with <c>?batch=true</c> a JSON array of messages, as <c>application/x-ndjson</c> one a line.
/// Success is told only of what the log has acknowledged. <c>POST /token</c> gives session tokens.
/// </summary>
internal sealed class IngestDoor(BridgeServices services)
{
    private readonly DevicePublisher _publisher = new(services);
    private readonly TokenDoor _tokens = new(services);
    private readonly BodyReader _bodies = new(services.Options, services.Time);
    private bool _stopping;

    /// <summary>Takes nothing more; what is on its way is still answered.</summary>
    public void Stop() => Volatile.Write(ref _stopping, true);

    /// <summary>Answers one request. Does not throw while there is somebody to answer.</summary>
    public async Task Answer(HttpContext context)
    {
        try
        {
            await TakeAsync(context);
        }
        catch (Problem problem)
        {
            await problem.AnswerAsync(context);
        }
        catch (BadHttpRequestException e)
        {
            await new Problem(e.StatusCode, e.Message) { Title = "Bad request" }.AnswerAsync(context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Abort(); // the device is gone; what the log has of it comes again as the same bytes
        }
        catch (IOException)
        {
            await Problems.BadRequest("the body cannot be read").AnswerAsync(context);
        }
    }

    private async Task TakeAsync(HttpContext context)
    {
        var request = context.Request;
        var topic = RequestTopic.Read(context);
        if (topic is null && !_tokens.IsMeant(context))
            throw Problems.NotFound();
        if (!HttpMethods.IsPost(request.Method))
            throw Problems.Method();
        if (Volatile.Read(ref _stopping))
            throw Problems.Stopping();
        var (credentials, pass) = Admit(context);
        if (topic is null)
        {
            await _tokens.AnswerAsync(context, pass);
            return;
        }
        var to = Decide(credentials, pass.Identity, topic);
        var route = to.Route!;
        var type = RequestHeaders.MediaType(request);
        var lines = type is "application/x-ndjson" or "application/ndjson" or "application/jsonl";
        var batch = lines || (request.Query["batch"] == "true" ? true : request.Query["batch"].Count == 0 ? false : throw Problems.BadRequest("batch is true, or left out"));
        if (batch && !lines && type is not ("application/json" or ""))
            throw Problems.BadRequest("a batch is application/json or application/x-ndjson");
        using var lease = await _bodies.ReadAsync(context, Encoding.UTF8.GetString(route.Key), batch ? services.Options.IngestMaxBytes : services.Options.MaxPacketSize);
        // Its body may have taken a while.
        if (Volatile.Read(ref _stopping))
            throw Problems.Stopping();
        if (services.Access.Refusal(pass) is { } refusal)
            throw Problems.Refused(refusal);
        using var patience = new CancellationTokenSource(services.Options.AnswerTimeout, services.Time);
        if (!batch)
        {
            Charge(to, 1, lease.Body.Length);
            await OneAsync(context, route, lease.Body.ToArray(), request.ContentType ?? "", patience.Token);
            return;
        }
        var items = lines ? BatchReader.Lines(lease.Body.Span, services.Options.IngestMaxRecords) : BatchReader.Array(lease.Body.Span, services.Options.IngestMaxRecords);
        Charge(to, items.Count, lease.Body.Length);
        await ManyAsync(context, route, items, patience.Token);
    }

    private void Charge(TopicDecision to, int messages, int bytes)
    {
        if (_publisher.Charge(to, messages, bytes) is { Ticks: > 0 } wait)
            throw Problems.TooFast(wait);
    }

    private (Credentials Credentials, AccessPass Pass) Admit(HttpContext context)
    {
        var credentials = RequestCredentials.Read(context);
        var decision = services.Access.Admit(credentials);
        if (decision.Pass is not { } pass)
        {
            services.Metrics.MessageRefused("credentials");
            BridgeLog.RequestRefused(services.Logger, "HTTP", credentials.Remote?.ToString(), decision.Refusal!.Text);
            throw Problems.Refused(decision.Refusal);
        }
        return (credentials, pass);
    }

    private TopicDecision Decide(Credentials credentials, DeviceIdentity identity, string topic)
    {
        var to = _publisher.Decide(identity, identity.Device ?? credentials.User ?? credentials.Remote?.ToString() ?? "", topic, credentials.Remote);
        return to.Route is not null ? to : throw Problems.Refused(to, to.Region is { } region ? services.Options.Regions.ServerOf(region) : null);
    }

    private async Task OneAsync(HttpContext context, CachedRoute route, byte[] payload, string contentType, CancellationToken patience)
    {
        var outcome = await _publisher.SubmitAsync(route, payload, RequestHeaders.Of(context.Request, contentType), Door.Http, patience) ?? throw Problems.Busy();
        context.Response.StatusCode = await InTime(outcome, patience) switch
        {
            RecordOutcome.Stored => StatusCodes.Status204NoContent,
            RecordOutcome.Refused => throw Problems.RefusedByLog(),
            _ => throw Problems.NotStored(),
        };
    }

    private async Task ManyAsync(HttpContext context, CachedRoute route, List<byte[]> items, CancellationToken patience)
    {
        var answer = new BatchAnswer(items.Count);
        var outcomes = new Task<RecordOutcome>?[items.Count];
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i].Length > services.Options.MaxPacketSize)
                answer.Refuse(i, BatchAnswer.TooLarge);
            else if ((outcomes[i] = await _publisher.SubmitAsync(route, items[i], RequestHeaders.Of(context.Request, "application/json"), Door.Http, patience)) is null)
                answer.Refuse(i, BatchAnswer.Busy);
        }
        for (var i = 0; i < items.Count; i++)
        {
            if (outcomes[i] is not { } pending)
                continue;
            var outcome = await InTime(pending, patience);
            if (outcome != RecordOutcome.Stored)
                answer.Refuse(i, outcome == RecordOutcome.Refused ? BatchAnswer.RefusedByLog : BatchAnswer.NotStored);
        }
        await answer.WriteAsync(context.Response);
    }

    private static async Task<RecordOutcome> InTime(Task<RecordOutcome> outcome, CancellationToken patience)
    {
        try
        {
            return await outcome.WaitAsync(patience);
        }
        catch (OperationCanceledException)
        {
            return RecordOutcome.Pending;
        }
    }
}
