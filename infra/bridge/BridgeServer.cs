using System.Net.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using ServerlessIot.Bridge.Access;
using ServerlessIot.Bridge.Access.Audit;
using ServerlessIot.Bridge.Access.Files;
using ServerlessIot.Bridge.Access.Service;
using ServerlessIot.Bridge.Coap;
using ServerlessIot.Bridge.Commands;
using ServerlessIot.Bridge.Edge;
using ServerlessIot.Bridge.Health;
using ServerlessIot.Bridge.Ingest;
using ServerlessIot.Bridge.Kafka;
using ServerlessIot.Bridge.Marks;
using ServerlessIot.Bridge.Mqtt.Connecting;
using ServerlessIot.Bridge.Mqtt.WebSockets;
using ServerlessIot.Bridge.Settings;
using ServerlessIot.Bridge.Spool;
using ServerlessIot.Bridge.Subscription;
using ServerlessIot.Bridge.Tls;
using ServerlessIot.Domain.Rules;
using ServerlessIot.Steps.Registry;
using ServerlessIot.Steps.Rules;

namespace ServerlessIot.Bridge;

/// <summary>A running bridge: endpoints for MQTT 3.1.1 and 5.0 (TCP, TLS, WebSocket), HTTP and CoAP that write what they receive to Kafka, and an HTTP endpoint for its health.</summary>
/// <remarks>
/// PUBACK and PUBREC follow Kafka's acknowledgement with acks=all. Sessions end with their connection: a QoS 2 message whose PUBREC got lost
/// with the connection and that comes again on the next one is written twice, and known by its event id further on. Nothing is retained
/// and nothing is routed from device to device: what a device hears are its commands, which come from Kafka.
/// </remarks>
public sealed partial class BridgeServer : IAsyncDisposable
{
    private readonly BridgeOptions _options;
    private readonly int _mostConnections;
    private readonly CancellationTokenSource _stopping = new();
    private readonly BridgeMetrics _metrics;
    private readonly IRecordLog _log;
    private readonly WatchedFiles _files;
    private readonly AccessAudit _audit;
    private readonly AccessControl _access;
    private readonly BridgeServices _services;
    private readonly WatchedFile<SslStreamCertificateContext>? _certificate;
    private readonly HealthEndpoints _health;
    private readonly IngestDoor _ingest;
    private readonly WebSocketDoor _webSockets;
    private readonly WebApplication _web;
    private readonly CommandSource? _commands;
    private readonly PublishedEdgeRules? _published;
    private readonly PublishedService? _service;
    private readonly BridgeMarker _marker;
    private KeepAliveMonitor? _monitor;
    private CoapDoor? _coap;
    private readonly BrokerTls? _brokerTls;
    private BrokerSubscription? _subscription;
    private ListenOptions? _mqttListener;
    private ListenOptions? _tlsListener;
    private ListenOptions? _httpListener;
    private ListenOptions? _webSocketListener;
    private ListenOptions? _ingestListener;

    private BridgeServer(BridgeOptions options, IRecordLog? log, TimeProvider time, ILoggerFactory loggers)
    {
        var logger = loggers.CreateLogger("ServerlessIot.Bridge");
        _mostConnections = OpenFiles.MostConnections();
        if (_mostConnections < options.MaxConnections)
        {
            BridgeLog.FewFiles(logger, options.MaxConnections, _mostConnections);
            options = options with { MaxConnections = _mostConnections };
        }
        _options = options;
        _files = new WatchedFiles(time, logger);
        _audit = new AccessAudit(options.Access, time, logger);
        var blobs = options.Storage is { } storage ? StorageSettings.Open(storage) : null;
        if (blobs is not null && options.Access.KnowsDevices)
            _service = new PublishedService(new OutOfServiceBook(blobs, time), time, logger);
        _access = new AccessControl(options, _files, time, logger, _audit, _service);
        _certificate = _files.Add("Bridge__CertificateFile", options.CertificateFile, 1 << 20, "a PEM file with a certificate and its private key", ServerCertificate.Read);
        _brokerTls = BrokerTls.Of(options.Subscribe, _files);
        _metrics = new BridgeMetrics(new InFlightBudget(options.MaxInFlight, options.MaxInFlightBytes))
        {
            OutOfService = () => _service?.Current.Count ?? 0,
            OutOfServiceUnread = () => _service?.Unread ?? 0,
            EdgeRulesUnread = () => _published?.Unread ?? 0,
        };
        _log = Spooled(log, time, logger);
        if (options.EdgeRules)
        {
            EdgeRules.WarmUp(time);
            var rules = _files.Add("Bridge__EdgeRulesFile", options.EdgeRulesFile, RuleSet.MostBytes, "a rule file", EdgeRules.Read);
            if (rules is null && blobs is not null)
                _published = new PublishedEdgeRules(new RuleBook(blobs, time, loggers.CreateLogger<RuleBook>()), time, logger);
            _metrics.EdgeRulesVersion = () => InForce().Version;
            _log = new EdgeLog(
                _log, new EdgeRules(InForce), new EdgeRecords(options.Name), new EdgeTopics(options.AlertsTopic, options.CommandsTopic, options.RepliesTopic), _metrics, time);

            RuleSet InForce() => rules?.Value ?? _published?.Current ?? RuleSet.Default;
        }
        _services = new BridgeServices(options, _access, _log, _metrics, time, logger) { Stopping = _stopping.Token };
        // Commands come from Kafka; without it, from whoever starts the bridge with a log of its own.
        _commands = log is null ? new CommandSource(options, _services.Commands, time, logger) : null;
        _marker = new BridgeMarker(_log, _services.Records, options, time);
        _health = new HealthEndpoints(_metrics, _log);
        _ingest = new IngestDoor(_services);
        _webSockets = new WebSocketDoor(_services);
        _web = Build(loggers);
    }

    /// <summary>Port of the MQTT endpoint.</summary>
    public int Port => _mqttListener!.IPEndPoint!.Port;

    /// <summary>Port of MQTT over TLS; null without a certificate.</summary>
    public int? TlsPort => _tlsListener?.IPEndPoint!.Port;

    /// <summary>Port of /healthz/live, /healthz/ready and /metrics.</summary>
    public int HttpPort => _httpListener!.IPEndPoint!.Port;

    /// <summary>Port of MQTT over WebSocket; null without one.</summary>
    public int? WebSocketPort => _webSocketListener?.IPEndPoint!.Port;

    /// <summary>Port of POST /topics/…; null without one.</summary>
    public int? IngestPort => _ingestListener?.IPEndPoint!.Port;

    /// <summary>UDP port of CoAP; null without one.</summary>
    public int? CoapPort => _coap?.Port;

    /// <summary>Commands that devices do not have yet.</summary>
    internal CommandBook Commands => _services.Commands;

    /// <summary>Starts a bridge. It listens when this returns, even while Kafka does not answer yet.</summary>
    /// <param name="options">See there; checked here.</param>
    /// <param name="time">Default: the system's clock.</param>
    /// <param name="loggers">Default: no logs.</param>
    /// <exception cref="SettingException">An option is out of its range.</exception>
    /// <exception cref="IOException">A port is taken.</exception>
    public static Task<BridgeServer> StartAsync(BridgeOptions options, TimeProvider? time = null, ILoggerFactory? loggers = null) =>
        StartAsync(options, log: null, time, loggers);

    /// <summary>Stops listening, waits within <see cref="BridgeOptions.ShutdownTimeout"/> for what is in flight, acknowledges it and says good-bye.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_health.Stop())
            return;
        BridgeLog.Stopping(_services.Logger, _services.Connections.Count, _metrics.InFlight.Messages);
        _stopping.CancelAfter(_options.ShutdownTimeout);
        _ingest.Stop();
        _coap?.Stop();
        // It may wait for Kafka's answer, which the connections need not.
        var commands = _commands?.DisposeAsync().AsTask() ?? Task.CompletedTask;
        _services.Connections.Stop();
        await _services.Connections.WhenEmpty(_options.ShutdownTimeout + TimeSpan.FromSeconds(5), _services.Time);
        if (_subscription is not null)
            await _subscription.DisposeAsync();
        // It has ended only when none of its doors gives the log anything more.
        var isQuiet = await WithinShutdown(_services.Submissions.CloseAsync());
        await WithinShutdown(_log.WhenEmpty());
        if (isQuiet)
            await _marker.CloseAsync(_stopping.Token);
        await _marker.DisposeAsync();
        using (var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2), _services.Time))
            await _web.StopAsync(limit.Token);
        if (_monitor is not null)
            await _monitor.DisposeAsync();
        await commands;
        await EndFollowingAsync();
        await _files.DisposeAsync();
        if (_coap is not null)
            await _coap.DisposeAsync();
        if (_metrics.InFlight.Messages is > 0 and var left)
            BridgeLog.StoppedWithInFlight(_services.Logger, left);
        // Nobody may give the log anything more.
        await _stopping.CancelAsync();
        await _log.DisposeAsync();
        await _web.DisposeAsync();
        await _audit.DisposeAsync();
        _metrics.Dispose();
        _stopping.Dispose();
    }

    /// <summary>Starts a bridge that writes to a log of the caller's.</summary>
    internal static async Task<BridgeServer> StartAsync(BridgeOptions options, IRecordLog? log, TimeProvider? time = null, ILoggerFactory? loggers = null)
    {
        BridgeOptionsRules.Check(options);
        var server = new BridgeServer(options, log, time ?? TimeProvider.System, loggers ?? Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        await server.RunAsync();
        return server;
    }

    /// <summary>Kafka, or the caller's log; before it the narrow uplink and the spool, where there are such.</summary>
    private IRecordLog Spooled(IRecordLog? log, TimeProvider time, ILogger logger)
    {
        // The spool is opened first: it may be unusable, and nothing else is to be undone then.
        SpoolFiles? files = null;
        var metrics = new SpoolMetrics();
        if (_options.SpoolDirectory is { } directory)
            files = new SpoolFiles(directory, _options.SpoolBytes, metrics, logger);
        log ??= new LogProducer(_options.Kafka, _options.RawTopic, _options.WrittenTopics, _options.MappedTopics, _metrics, time, logger);
        if (_options.UplinkBytesPerSecond > 0)
            log = new UplinkLog(log, _options.UplinkBytesPerSecond, time);
        if (files is null)
            return log;
        _metrics.Add(metrics);
        return new SpooledLog(log, files, _options, metrics, time, logger);
    }

    private async Task RunAsync()
    {
        await Task.WhenAll(_published?.StartAsync() ?? Task.CompletedTask, _service?.StartAsync() ?? Task.CompletedTask);
        try
        {
            await _web.StartAsync();
            if (_options.CoapPort is { } coap)
                _coap = new CoapDoor(_services, _services.LastValues!, coap);
        }
        catch
        {
            await _web.DisposeAsync();
            await EndFollowingAsync();
            if (_commands is not null)
                await _commands.DisposeAsync();
            await _marker.DisposeAsync();
            await _log.DisposeAsync();
            await _audit.DisposeAsync();
            throw;
        }
        _files.Start();
        _monitor = new KeepAliveMonitor(_services.Connections, _services.Time);
        if (_options.Subscribe.Server is not null)
            _subscription = new BrokerSubscription(_services, _brokerTls);
        if (TlsPort is { } tls)
            BridgeLog.StartedTls(_services.Logger, tls);
        if (WebSocketPort is { } webSocket)
            BridgeLog.StartedDoor(_services.Logger, "MQTT over WebSocket", webSocket);
        if (IngestPort is { } ingest)
            BridgeLog.StartedDoor(_services.Logger, "POST /topics", ingest);
        if (CoapPort is { } udp)
            BridgeLog.StartedDoor(_services.Logger, "CoAP", udp);
        BridgeLog.Started(
            _services.Logger, _mqttListener!.IPEndPoint!.ToString(), _httpListener!.IPEndPoint!.ToString(), _options.RawTopic, _options.Kafka.BrokerList);
    }

    private async Task EndFollowingAsync()
    {
        if (_published is not null)
            await _published.DisposeAsync();
        if (_service is not null)
            await _service.DisposeAsync();
    }

    /// <returns>Whether it was in time.</returns>
    private async Task<bool> WithinShutdown(Task task)
    {
        try
        {
            await task.WaitAsync(_stopping.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false; // reported as what is left in flight
        }
    }
}
