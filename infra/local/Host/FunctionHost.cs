using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ServerlessIot.Host.Apps;
using ServerlessIot.Host.EventHubs;
using ServerlessIot.Host.Http;
using ServerlessIot.Host.Invocation;
using ServerlessIot.Host.Kafka;
using ServerlessIot.Host.Status;
using ServerlessIot.Host.Timers;

namespace ServerlessIot.Host;

/// <summary>
/// The functions of all apps: found by <see cref="LoadAsync"/>, running between <see cref="StartAsync"/> and <see cref="StopAsync"/>.
/// </summary>
internal sealed class FunctionHost : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly HostOptions _options;
    private readonly IConfiguration _settings;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _logger;
    private readonly Action _died;
    private readonly List<FunctionStatus> _statuses = [];
    private readonly List<KafkaFunction> _kafka = [];
    private readonly List<EventHubFunction> _hubs = [];
    private readonly List<TimerFunction> _timers = [];
    private readonly List<InstanceServices> _services = [];
    private readonly List<Task> _ticking = [];
    private Task _scaling = Task.CompletedTask;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _execution = new();

    /// <summary>Nothing is loaded yet. <paramref name="died"/> is called when an instance cannot go on.</summary>
    public FunctionHost(HostOptions options, IConfiguration settings, TimeProvider time, ILoggerFactory loggers, Action died)
    {
        _options = options;
        _settings = settings;
        _time = time;
        _loggers = loggers;
        _logger = loggers.CreateLogger("ServerlessIot.Host");
        _died = died;
    }

    /// <summary>What <c>/admin/status</c> shows.</summary>
    public StatusDocument Status => new([.. _statuses.Select(StatusEntry.Of)]);

    /// <summary>Loads the apps and maps their HTTP functions; no trigger is active yet.</summary>
    /// <exception cref="HostStartException">Something must be changed by a person first.</exception>
    public async Task LoadAsync(IEndpointRouteBuilder routes, CancellationToken cancellation)
    {
        foreach (string directory in _options.Apps)
            await PrepareAsync(FunctionApp.Load(directory, _settings), routes, cancellation);
    }

    /// <summary>Starts timers and consumers.</summary>
    /// <exception cref="HostStartException">Something must be changed by a person first.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        foreach (KafkaFunction function in _kafka) await function.StartInstanceAsync(cancellation);
        foreach (EventHubFunction hub in _hubs) hub.Start(await OwnServicesAsync(hub.Definition.App, cancellation), _died, _stopping.Token, _execution.Token);
        foreach (TimerFunction timer in _timers) _ticking.Add(Task.Run(() => timer.RunAsync(_stopping.Token, _execution.Token), cancellation));
        if (_kafka.Count > 0)
        {
            var scaler = new Scaler(_kafka, Grace, _time, _logger);
            _scaling = Task.Run(() => scaler.RunAsync(_stopping.Token), cancellation);
        }
    }

    /// <summary>
    /// Stops timers and consumers within some ten seconds: nothing is begun any more, running executions may finish first, offsets are
    /// committed, groups left. HTTP functions live until <see cref="DisposeAsync"/>.
    /// </summary>
    public async Task StopAsync()
    {
        // At once and on the caller's thread: what comes after must find all triggers at rest.
        _stopping.Cancel();
        _execution.CancelAfter(Grace);
        // The scaler must not start or stop instances any more when they are stopped here.
        await WaitAsync(_scaling, Grace);
        await Task.WhenAll(_kafka.Select(function => function.StopAsync(Grace)));
        await WaitAsync(Task.WhenAll(_hubs.Select(hub => hub.Ended)), Grace + Grace);
        await WaitAsync(Task.WhenAll(_ticking), Grace + Grace);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        foreach (InstanceServices services in _services) await services.DisposeAsync();
        _services.Clear();
        _stopping.Dispose();
        _execution.Dispose();
    }

    private async Task PrepareAsync(FunctionApp app, IEndpointRouteBuilder routes, CancellationToken cancellation)
    {
        FunctionDefinition[] functions = [.. app.Functions.Where(f => _options.Only.Count == 0 || _options.Only.Contains(f.Name))];
        string names = string.Join(", ", functions.Select(f => f.Name));
        HostLog.AppLoaded(_logger, app.Name, functions.Length, names);
        InstanceServices? http = null;
        foreach (FunctionDefinition function in functions)
        {
            if (WhyDisabled(function) is { } why)
            {
                HostLog.Disabled(_logger, function.Name, why);
                continue;
            }
            switch (function.Kind)
            {
                case TriggerKind.Kafka:
                    var kafka = new KafkaFunction(
                        function, KafkaTrigger.Read(function, _settings), _options.Instances, StartServicesAsync, _died, _time, _logger, _stopping.Token);
                    _kafka.Add(kafka);
                    _statuses.Add(kafka.Status);
                    break;
                case TriggerKind.EventHub:
                    var hub = new EventHubFunction(function, EventHubTrigger.Read(function, _settings), _time, _logger);
                    _hubs.Add(hub);
                    _statuses.Add(hub.Status);
                    break;
                case TriggerKind.Timer:
                    _timers.Add(CreateTimer(function, await OwnServicesAsync(app, cancellation)));
                    break;
                default:
                    Map(function, http ??= await OwnServicesAsync(app, cancellation), routes);
                    break;
            }
        }
    }

    /// <summary>As the platform disables functions, by a setting; and a hub that no connection is set for, which the platform would not start without.</summary>
    private string? WhyDisabled(FunctionDefinition function)
    {
        string setting = $"AzureWebJobs.{function.Name}.Disabled";
        string? value = _settings[setting] ?? _settings[setting.Replace('.', '_')];
        if (value == "1" || (bool.TryParse(value, out bool disabled) && disabled)) return $"{setting} is set";
        if (function.Kind != TriggerKind.EventHub) return null;
        string connection = EventHubTrigger.ConnectionSetting(function);
        return string.IsNullOrEmpty(_settings[connection]) ? $"the setting {connection}, its event hub, is not set" : null;
    }

    private TimerFunction CreateTimer(FunctionDefinition function, InstanceServices services)
    {
        string schedule = new SettingsResolver(_settings, function.Name).Require(function.Trigger.Text("Schedule"), "Schedule");
        try
        {
            return new TimerFunction(
                function, CronExpression.Parse(schedule), new FunctionInvoker(function, services.Provider), AddStatus(function),
                new TimerStates(_options.State, _logger), _time, _logger);
        }
        catch (FormatException e)
        {
            throw new HostStartException($"Function {function.Name}: {e.Message}", e);
        }
    }

    private void Map(FunctionDefinition function, InstanceServices services, IEndpointRouteBuilder routes)
    {
        var http = new HttpFunction(function, services, AddStatus(function), _logger);
        if (http.Methods is { } methods) routes.MapMethods(http.Route, methods, (RequestDelegate)http.HandleAsync);
        else routes.Map(http.Route, (RequestDelegate)http.HandleAsync);
    }

    private FunctionStatus AddStatus(FunctionDefinition function)
    {
        var status = new FunctionStatus(function) { Instances = 1 };
        _statuses.Add(status);
        return status;
    }

    private async Task<InstanceServices> OwnServicesAsync(FunctionApp app, CancellationToken cancellation)
    {
        InstanceServices services = await StartServicesAsync(app, cancellation);
        _services.Add(services);
        return services;
    }

    private Task<InstanceServices> StartServicesAsync(FunctionApp app, CancellationToken cancellation) =>
        InstanceServices.StartAsync(app, _settings, _loggers, static services => services.AddMvcCore(), cancellation);

    private async Task WaitAsync(Task task, TimeSpan bound)
    {
        await task.WaitAsync(bound).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!task.IsCompleted) HostLog.LeftBehind(_logger, "A timer function or a question to the broker", bound.TotalSeconds);
    }
}
