using System.Net;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ServerlessIot.Adapters.Documents;
using ServerlessIot.Cosmos.Tests;
using ServerlessIot.Domain.Commands;
using ServerlessIot.Domain.Log;
using ServerlessIot.Ops.Api;
using ServerlessIot.Ops.Tests.Doubles;
using ServerlessIot.Steps.Access;
using ServerlessIot.Steps.Alert;
using ServerlessIot.Steps.Archive;
using ServerlessIot.Steps.Commands;
using ServerlessIot.Steps.Erase;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Registry;
using ServerlessIot.Steps.Replay;
using ServerlessIot.Steps.Replay.Jobs;
using ServerlessIot.Steps.Replay.Rows;
using ServerlessIot.Steps.Restore;
using ServerlessIot.Steps.Rings;
using ServerlessIot.Steps.Rules;
using ServerlessIot.Steps.Tests.Doubles;

namespace ServerlessIot.Ops.Tests;

/// <summary>The API's functions over a real document store and scripted other ports, called with real requests.</summary>
public sealed class ApiFixture : IAsyncLifetime
{
    public const long Now = 1_763_600_000_000; // 2025-11-20T00:53:20Z

    /// <summary>Open commands of a device.</summary>
    public const int MostOpen = 50;

    private ServiceProvider? services;

    public GatewayProcess Gateway { get; private set; } = null!;

    public IDocumentStore Documents => services!.GetRequiredService<IDocumentStore>();

    public DeviceRegistry Registry => services!.GetRequiredService<DeviceRegistry>();

    public GroupBook Groups => services!.GetRequiredService<GroupBook>();

    public ScriptedHistory History { get; } = new();

    public ScriptedSearch Search { get; } = new();

    public MemoryBlobs Archive { get; } = new();

    public MemoryBlobs AccessBlobs { get; } = new();

    public ScriptedLog Log { get; } = new();

    public ScriptedBlobs Blobs { get; } = new();

    public SetClock Clock { get; } = new();

    public LogLines Lines { get; } = new();

    public async Task InitializeAsync()
    {
        Gateway = await GatewayProcess.StartAsync();
        services = Services(Gateway.ConnectionString);
    }

    public async Task DisposeAsync()
    {
        await services!.DisposeAsync();
        await Gateway.DisposeAsync();
    }

    /// <summary>Asks for a device's data to be erased, as the handler does.</summary>
    public Task<EraseJob> EraseAsync(string tenant, string device) => services!.GetRequiredService<EraseStep>().AskAsync(tenant, device, "a reason", null, default);

    /// <summary>One run of the function that carries out erasures.</summary>
    public Task RunEraseAsync() => services!.GetRequiredService<EraseStep>().RunAsync(default);

    /// <summary>Asks for a command, as the handler does.</summary>
    public async Task<CommandDocument> SendAsync(string tenant, string device, string key)
    {
        var now = Clock.Now.ToUnixTimeMilliseconds();
        var command = new CommandRecord { Id = CommandIds.OfKey(tenant, device, key), Tenant = tenant, Device = device, Command = "restart", Issued = now, Expires = now + 300_000, Timeout = 30_000, Priority = CommandPriorities.Medium, Key = key };
        var asked = await services!.GetRequiredService<CommandDesk>().AskAsync(command, default);
        if (asked.Command is null) throw new InvalidOperationException($"{asked.Answer}");
        // Many tests share the device: none of them is to fill it.
        var ended = CommandLifecycle.Replied(asked.Command, new CommandReply(CommandStates.Succeeded, now, null, null)) ?? asked.Command;
        var stored = await Documents.ReadAsync<CommandDocument>(Containers.Commands, $"{tenant}/{device}", command.Id, default);
        await Documents.TryWriteAsync(Containers.Commands, $"{tenant}/{device}", command.Id, ended, stored!.Version, default);
        return ended;
    }

    /// <summary>Calls a function by its class.</summary>
    public Task<Answer> CallAsync<T>(string query = "", string? body = null, Action<HttpRequest>? change = null, params object[] route) where T : class =>
        CallAsync(services!, typeof(T), query, body, change, route);

    public static async Task<Answer> CallAsync(IServiceProvider services, Type function, string query, string? body, Action<HttpRequest>? change, params object[] route)
    {
        var context = new DefaultHttpContext { RequestServices = services };
        context.Connection.RemoteIpAddress = IPAddress.Loopback;
        context.Request.Host = new HostString("localhost", 7071);
        context.Request.QueryString = new QueryString(query);
        if (body is not null)
        {
            context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
            context.Request.ContentType = "application/json";
        }

        change?.Invoke(context.Request);
        using var written = new MemoryStream();
        context.Response.Body = written;
        var run = function.GetMethods().Single(method => method.GetCustomAttribute<FunctionAttribute>() is not null);
        object[] arguments = [context.Request, .. route, CancellationToken.None];
        var result = await (Task<IActionResult>)run.Invoke(ActivatorUtilities.CreateInstance(services, function), arguments)!;
        await result.ExecuteResultAsync(new ActionContext(context, new RouteData(), new ActionDescriptor()));
        return new Answer(context.Response, written.ToArray());
    }

    public ServiceProvider Services(string connectionString, params (string Name, string Value)[] settings) => Services(connectionString, History, settings);

    public ServiceProvider Services(string connectionString, ArchiveOptions archive) => Services(connectionString, History, archive);

    public ServiceProvider Services(string connectionString, IHistory history, params (string Name, string Value)[] settings) =>
        Services(connectionString, history, new ArchiveOptions { RestoreTakes = TimeSpan.FromHours(5) }, settings);

    private ServiceProvider Services(string connectionString, IHistory history, ArchiveOptions archive, params (string Name, string Value)[] settings)
    {
        var values = settings.Append(("Cosmos:ConnectionString", connectionString)).ToDictionary(item => item.Item1, item => (string?)item.Item2);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        return new ServiceCollection()
            .AddLogging(logging => logging.AddProvider(Lines))
            .AddDocuments(configuration)
            .AddApi(configuration)
            .AddSingleton<TimeProvider>(Clock)
            .AddSingleton(new TopicNames())
            .AddSingleton(history)
            .AddSingleton<IArchiveSearch>(Search)
            .AddSingleton<IArchiveBlobs>(Archive)
            .AddSingleton(archive)
            .AddSingleton<RestoreStep>()
            .AddSingleton(new ReplayOptions())
            .AddSingleton<ReplayJobs>()
            .AddSingleton(new KeyRings(Archive, Clock))
            .AddSingleton<SegmentTrimmer>()
            .AddSingleton<PartitionArchive>()
            .AddSingleton<SegmentStore>()
            .AddSingleton<ManifestReader>()
            .AddSingleton<ReplayRows>()
            .AddSingleton(new AlertOptions())
            .AddSingleton(new ManifestEditor(Archive))
            .AddSingleton<SegmentMerger>()
            .AddSingleton<ArchiveSweeper>()
            .AddCommands(new CommandOptions { MostOpen = MostOpen })
            .AddErase(new EraseOptions())
            .AddSingleton<ILogReader>(Log)
            .AddSingleton<ILogWriter>(Log)
            .AddSingleton<IBlobStore>(Blobs)
            .AddSingleton(new AccessLog(AccessBlobs, Clock))
            .AddSingleton(new AccessLogReader(AccessBlobs, Clock))
            .BuildServiceProvider();
    }
}

/// <summary>What a function answered.</summary>
public sealed record Answer(HttpResponse Response, byte[] Bytes)
{
    public int Status => Response.StatusCode;

    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Bytes);

    public string[] Items(Func<JsonElement, string?> of) => [.. Json.GetProperty("items").EnumerateArray().Select(item => of(item)!)];

    public string? Next => Json.TryGetProperty("next", out var next) ? next.ToString() : null;
}
