using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using ServerlessIot.Domain.Commands;
using ServerlessIot.Ops.Api.Access;
using ServerlessIot.Ops.Api.Answers;
using ServerlessIot.Steps.Commands;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Ops.Api.Commands;

/// <summary>Commands to devices: sent, listed, looked at.</summary>
public sealed class CommandHandler(CommandDesk desk, IDocumentStore store, CommandOptions options, TimeProvider time)
{
    private const int DefaultLimit = 100;
    private const int MostLimit = 1000;

    // Ids are ASCII.
    private const string BehindAll = "\uffff";

    /// <summary>202 and a new command, or 200 and the one that its key stands for; 409 where the key stands for another, 429 where too many are open.</summary>
    public async Task<IActionResult> SendAsync(Caller caller, HttpRequest request, string tenant, string device, CancellationToken cancellationToken)
    {
        // A page of another site can make a browser post text, but neither JSON nor a token.
        if (!request.HasJsonContentType()) return new Problem("unsupported-media-type", "The body is no JSON.", StatusCodes.Status415UnsupportedMediaType, "Send the command with content-type application/json.");
        var parameters = new Parameters(request);
        var partition = Partition(parameters, ref tenant, ref device);
        var body = await CommandBody.ReadAsync(request, parameters, cancellationToken);
        if (parameters.Problem is { } problem) return problem;
        if (!caller.Tenants.Owns(partition)) return Problem.Hidden($"There is no tenant {tenant}.");
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var asked = await desk.AskAsync(
            new CommandRecord
            {
                Id = body.Key is null ? CommandIds.Of(now, RandomNumberGenerator.GetBytes(8)) : CommandIds.OfKey(tenant, device, body.Key),
                Tenant = tenant,
                Device = device,
                Command = body.Command,
                Payload = body.Payload,
                Issued = now,
                Expires = now + (body.ExpiresInSeconds * 1000L),
                Timeout = body.TimeoutSeconds * 1000L,
                Priority = body.Priority,
                By = caller.Name,
                Key = body.Key,
            },
            cancellationToken);
        return asked.Answer switch
        {
            CommandAnswers.Begun => Answer(asked.Command!, StatusCodes.Status202Accepted),
            CommandAnswers.Known => Answer(asked.Command!, StatusCodes.Status200OK),
            CommandAnswers.OtherContent => Problem.Conflict($"The key {body.Key} stands for another command."),
            _ => new Problem("too-many", "There are too many of them.", StatusCodes.Status429TooManyRequests, $"Device {partition} has {options.MostOpenFor(body.Priority)} open commands (Commands__MostOpen, twice that for critical ones); wait until one has ended."),
        };
    }

    /// <summary>A page of a device's commands, ordered by id: those without a key by the time of their issue, then those with one.</summary>
    public async Task<IActionResult> ListAsync(Caller caller, HttpRequest request, string tenant, string device, CancellationToken cancellationToken)
    {
        var parameters = new Parameters(request);
        var partition = Partition(parameters, ref tenant, ref device);
        var (limit, after) = (parameters.Limit(DefaultLimit, MostLimit), parameters.Text("after"));
        var state = parameters.Word("state", [.. CommandStates.All]);
        if (after is not null && !CommandLimits.IsId(after)) parameters.Fault("after", "after is the value of next of the page before.", "");
        if (parameters.Problem is { } problem) return problem;
        if (!caller.Tenants.Owns(partition)) return Problem.Hidden($"There is no tenant {tenant}.");
        var page = await Page<CommandDocument>.TakeAsync(FindAsync(partition, state, after, limit + 1, cancellationToken), limit, document => document.Command.Id, cancellationToken);
        return new JsonAnswer<Page<CommandDocument>>(page, ApiJson.Readable.PageCommandDocument);
    }

    /// <summary>One command.</summary>
    public async Task<IActionResult> GetAsync(Caller caller, HttpRequest request, string tenant, string device, string id, CancellationToken cancellationToken)
    {
        var parameters = new Parameters(request);
        var partition = Partition(parameters, ref tenant, ref device);
        id = parameters.Segment("id", id, CommandLimits.IdLength);
        if (parameters.Problem is { } problem) return problem;
        var none = Problem.NotFound($"Device {partition} has no command {id}.");
        if (!caller.Tenants.Owns(partition)) return none with { Refuses = true };
        if (!CommandLimits.IsId(id)) return none;
        var document = await store.ReadAsync<CommandDocument>(Containers.Commands, partition, id, cancellationToken);
        return document is null ? none : new JsonAnswer<CommandDocument>(document.Body, ApiJson.Readable.CommandDocument, headers: new Dictionary<string, string> { ["ETag"] = document.Version });
    }

    private static string Partition(Parameters parameters, ref string tenant, ref string device)
    {
        (tenant, device) = parameters.Device(tenant, device);
        tenant = parameters.Tenant(tenant);
        return $"{tenant}/{device}";
    }

    private async IAsyncEnumerable<CommandDocument> FindAsync(
        string partition, string? state, string? after, int limit, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Most are looked at from the store's index by id; those of another state are passed over.
        for (var from = after is null ? "" : after + "\0"; ;)
        {
            var seen = 0;
            await foreach (var document in store.RangeAsync<CommandDocument>(Containers.Commands, partition, from, BehindAll, limit, cancellationToken))
            {
                (seen, from) = (seen + 1, document.Id + "\0");
                if (state is null || document.Body.State == state) yield return document.Body;
            }

            if (seen < limit) yield break;
        }
    }

    private static JsonAnswer<CommandDocument> Answer(CommandDocument document, int status) => new(
        document, ApiJson.Readable.CommandDocument, status, headers: new Dictionary<string, string>
        {
            ["Location"] = $"/api/devices/{Uri.EscapeDataString(document.Command.Tenant)}/{Uri.EscapeDataString(document.Command.Device)}/commands/{document.Command.Id}",
        });
}
