using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using ServerlessIot.Host.Apps;
using ServerlessIot.Host.Invocation;
using ServerlessIot.Host.Status;

namespace ServerlessIot.Host.Kafka;

/// <summary>A Kafka function with its instances. Starting, scaling and stopping are called one after another.</summary>
internal sealed class KafkaFunction
{
    private readonly List<KafkaInstance> _instances = [];
    private readonly Func<FunctionApp, CancellationToken, Task<InstanceServices>> _services;
    private readonly Action _died;
    private readonly CancellationToken _stopping;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ScalePlan _plan;
    private readonly LagReader _lag;

    // The lag is asked on connections of its own: brokers answer one request after another, so behind an instance's waiting fetch each question takes up to half a second.
    private readonly Lazy<IConsumer<byte[], byte[]>> _lagConsumer;

    public KafkaFunction(
        FunctionDefinition definition, KafkaTrigger trigger, int limit,
        Func<FunctionApp, CancellationToken, Task<InstanceServices>> services, Action died, TimeProvider time, ILogger logger, CancellationToken stopping)
    {
        Definition = definition;
        Trigger = trigger;
        Options = KafkaTriggerOptions.Read(definition.App.HostJson);
        Records = new RecordFactory(definition, trigger.Topic);
        if (Records.IsArray != trigger.IsBatched)
            throw new HostStartException($"Function {definition.Name}: IsBatched is {trigger.IsBatched}, so the parameter must be {(trigger.IsBatched ? "KafkaRecord[]" : "KafkaRecord")}.");
        Status = new FunctionStatus(definition) { Topic = trigger.Topic, Group = trigger.Group };
        _services = services;
        _died = died;
        _stopping = stopping;
        _time = time;
        _logger = logger;
        _lag = new LagReader(trigger.Topic, time);
        _plan = new ScalePlan(trigger.LagThreshold, limit, time);
        _lagConsumer = new(() => new ConsumerBuilder<byte[], byte[]>(ConsumerSettings.Create(Trigger, Options)).SetErrorHandler((_, _) => { }).SetLogHandler((_, _) => { }).Build());
    }

    public FunctionDefinition Definition { get; }
    public KafkaTrigger Trigger { get; }
    public KafkaTriggerOptions Options { get; }
    public RecordFactory Records { get; }
    public FunctionStatus Status { get; }

    /// <summary>Starts one more instance.</summary>
    /// <exception cref="HostStartException">The app's services cannot be built.</exception>
    public async Task StartInstanceAsync(CancellationToken cancellation)
    {
        InstanceServices services = await _services(Definition.App, cancellation);
        _instances.Add(new KafkaInstance(this, _instances.Count, services, _died, _time, _logger, _stopping));
        HostLog.InstanceStarted(_logger, Definition.Name, _instances.Count - 1);
        Status.Instances = _instances.Count;
    }

    /// <summary>Measures the lag and brings the number of instances to what it asks for.</summary>
    public async Task ScaleAsync(TimeSpan grace, CancellationToken cancellation)
    {
        if (_instances.Count == 0) return;
        Lag lag;
        try
        {
            lag = await Task.Run(() => _lag.Read(_lagConsumer.Value), cancellation);
            Status.Lag = lag.Records;
        }
        catch (KafkaException e)
        {
            if (Status.Lag != FunctionStatus.UnknownLag) HostLog.LagUnknown(_logger, Definition.Name, e.Error.Reason);
            Status.Lag = FunctionStatus.UnknownLag;
            return;
        }
        int target = _plan.Target(lag, _instances.Count);
        if (target != _instances.Count) HostLog.Scaled(_logger, Definition.Name, lag.Records, _instances.Count, target);
        while (_instances.Count < target) await StartInstanceAsync(cancellation);
        while (_instances.Count > target) await StopLastAsync(grace);
    }

    /// <summary>Stops all instances at once.</summary>
    public async Task StopAsync(TimeSpan grace)
    {
        KafkaInstance[] instances = [.. _instances];
        _instances.Clear();
        await Task.WhenAll(instances.Select(instance => instance.StopAsync(grace)));
        Status.Instances = 0;
        if (_lagConsumer.IsValueCreated) _lagConsumer.Value.Dispose();
    }

    private async Task StopLastAsync(TimeSpan grace)
    {
        KafkaInstance last = _instances[^1];
        _instances.RemoveAt(_instances.Count - 1);
        await last.StopAsync(grace);
        Status.Instances = _instances.Count;
    }
}
