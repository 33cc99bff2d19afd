using Microsoft.AspNetCore.Http;
using ServerlessIot.Bridge.Kafka;

namespace ServerlessIot.Bridge.Health;

/// <summary>/healthz/live, /healthz/ready and /metrics.</summary>
internal sealed class HealthEndpoints(BridgeMetrics metrics, IRecordLog log)
{
    private bool _stopping;

    /// <summary>From now on the bridge is not ready: it ends. False when it did already.</summary>
    public bool Stop() => !Interlocked.Exchange(ref _stopping, true);

    public Task Answer(HttpContext context)
    {
        var response = context.Response;
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
            return Text(response, StatusCodes.Status405MethodNotAllowed, "only GET\n");
        switch (context.Request.Path.Value)
        {
            case "/healthz/live":
                return Text(response, StatusCodes.Status200OK, "alive\n");
            case "/healthz/ready" when Volatile.Read(ref _stopping):
                return Text(response, StatusCodes.Status503ServiceUnavailable, "stopping\n");
            case "/healthz/ready":
                return log.IsUp
                    ? Text(response, StatusCodes.Status200OK, "ready\n")
                    : Text(response, StatusCodes.Status503ServiceUnavailable, "Kafka does not answer, or does not store\n");
            case "/metrics":
                return Text(response, StatusCodes.Status200OK, PrometheusText.Write(metrics, log.IsLogUp), PrometheusText.ContentType);
            default:
                return Text(response, StatusCodes.Status404NotFound, "not found\n");
        }
    }

    private static Task Text(HttpResponse response, int status, string text, string contentType = "text/plain; charset=utf-8")
    {
        response.StatusCode = status;
        response.ContentType = contentType;
        return response.WriteAsync(text);
    }
}
