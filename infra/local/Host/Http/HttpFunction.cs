using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ServerlessIot.Host.Apps;
using ServerlessIot.Host.Invocation;
using ServerlessIot.Host.Status;

namespace ServerlessIot.Host.Http;

/// <summary>An HTTP function: its route, and the way from a request to the function's result.</summary>
internal sealed class HttpFunction(FunctionDefinition function, InstanceServices services, FunctionStatus status, ILogger logger)
{
    private readonly FunctionInvoker _invoker = new(function, services.Provider);

    /// <summary>The route with the prefix of host.json (<c>api</c> by default).</summary>
    public string Route
    {
        get
        {
            string prefix = function.App.HostJson["extensions:http:routePrefix"] ?? "api";
            return $"/{prefix}/{function.Trigger.Text("Route") ?? function.Name}".Replace("//", "/", StringComparison.Ordinal);
        }
    }

    /// <summary>Methods answered; null for all.</summary>
    public string[]? Methods => function.Trigger.Texts("Methods") is { Length: > 0 } methods
        ? Array.ConvertAll(methods, method => method.ToUpperInvariant())
        : null;

    /// <summary>Executes the function for a request and writes its result.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        // The services of the request are the app's, as in the worker.
        await using AsyncServiceScope scope = services.Provider.CreateAsyncScope();
        context.RequestServices = scope.ServiceProvider;
        status.Begin();
        try
        {
            object? result = await _invoker.InvokeAsync(
                context.Request, scope.ServiceProvider, parameter => RequestValue.Read(context.Request, parameter), context.RequestAborted);
            await WriteAsync(result, context);
            status.Succeed(1);
        }
        catch (BadHttpRequestException e)
        {
            status.Fail(e);
            await ProblemAsync(context, e.StatusCode, e.Message);
        }
        catch (Exception e)
        {
            status.Fail(e);
            if (e is OperationCanceledException && context.RequestAborted.IsCancellationRequested) return;
            HostLog.HttpFailed(logger, e, function.Name);
            if (context.Response.HasStarted) context.Abort();
            else await ProblemAsync(context, StatusCodes.Status500InternalServerError, "The request could not be processed.");
        }
    }

    private static Task WriteAsync(object? result, HttpContext context) => result switch
    {
        null => Task.CompletedTask,
        IActionResult action => action.ExecuteResultAsync(new ActionContext(context, context.GetRouteData(), new ActionDescriptor())),
        IResult typed => typed.ExecuteAsync(context),
        string text => context.Response.WriteAsync(text),
        _ => context.Response.WriteAsJsonAsync(result, result.GetType()),
    };

    // RFC 9457. Nothing of the exception gets out: it may hold addresses and keys.
    private static Task ProblemAsync(HttpContext context, int statusCode, string title)
    {
        context.Response.Clear();
        context.Response.StatusCode = statusCode;
        return context.Response.WriteAsJsonAsync(
            new { type = "about:blank", title, status = statusCode }, options: null, contentType: "application/problem+json");
    }
}
