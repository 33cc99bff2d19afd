using Confluent.Kafka;

namespace ServerlessIot.Bridge.Kafka;

/// <summary>What happens after a permanent error.</summary>
internal sealed partial class LogProducer
{
    private static readonly TimeSpan BackOff = TimeSpan.FromSeconds(1);

    private ProducerGeneration NewGeneration()
    {
        var generation = new ProducerGeneration();
        generation.Producer = _build(new ProducerBuilder<byte[], byte[]>(ProducerSettings.Producer(_options))
            .SetErrorHandler((_, error) =>
            {
                if (error.IsFatal)
                    Failed(generation, error);
            })
            .SetLogHandler((_, message) => BridgeLog.Kafka(_logger, message.Facility, message.Message)));
        generation.Enter();
        try
        {
            Task.Factory.StartNew(new TopicWatch(generation, _topic, _topics, name => LeaderLost(generation, name)).Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        catch
        {
            generation.Leave();
            generation.Dispose();
            throw; // there is no thread for it
        }
        return generation;
    }

    /// <summary>What the producer has for a topic that nobody leads can be taken from it only with the producer: sent again, it is answered.</summary>
    private void LeaderLost(ProducerGeneration generation, string topic)
    {
        bool waits;
        lock (_lock)
            waits = _inFlight.After_NeedsLock(0).Exists(record => record.Topic == topic);
        if (waits)
            Failed(generation, new Error(ErrorCode.LeaderNotAvailable, $"a partition of {topic} has no leader"));
    }

    private void Failed(ProducerGeneration generation, Error error)
    {
        if (!generation.Kill())
            return;
        _metrics.ProducerReplaced();
        BridgeLog.ProducerFailed(_logger, error.Code.ToString(), error.Reason);
        lock (_lock)
        {
            if (_current != generation)
                return; // died during its own recovery, which goes on with another one
            _current = null;
            if (!_stopping.IsCancellationRequested)
                _recovery = Task.Factory.StartNew(() => Recover(generation), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            else
                _recovery = Task.Run(generation.Dispose);
        }
    }

    /// <summary>Runs on a thread of its own: retiring and flushing a client block.</summary>
    private void Recover(ProducerGeneration? dead)
    {
        while (true)
        {
            dead?.Dispose();
            dead = null;
            // A broker that refuses at once must not be asked in a tight loop.
            if (_stopping.Token.WaitHandle.WaitOne(BackOff))
                return;
            if (TryNewGeneration() is not { } next)
                continue;
            if (Resend(next))
            {
                BridgeLog.ProducerReplaced(_logger);
                return;
            }
            dead = next;
            if (_stopping.IsCancellationRequested)
            {
                dead.Dispose();
                return;
            }
        }
    }

    /// <returns>Null when there is nothing to build it of just now: librdkafka gets no thread or no file, for example.</returns>
    private ProducerGeneration? TryNewGeneration()
    {
        try
        {
            return NewGeneration();
        }
        catch (Exception e)
        {
            BridgeLog.ProducerNotBuilt(_logger, e.Message);
            return null;
        }
    }

    /// <summary>Sends everything in flight again in order, then puts the generation in charge. False when it died or the bridge stops.</summary>
    private bool Resend(ProducerGeneration generation)
    {
        var sent = 0L;
        while (!generation.IsDead && !_stopping.IsCancellationRequested)
        {
            List<InFlightRecord> records;
            lock (_lock)
            {
                records = _inFlight.After_NeedsLock(sent);
                if (records.Count == 0)
                {
                    // Under the lock: Failed declares it dead first and then looks whether it is in charge.
                    if (generation.IsDead)
                        return false;
                    _current = generation;
                    return true;
                }
            }
            foreach (var record in records)
            {
                sent = record.Sequence;
                if (record.Suspect && !Drain(generation))
                    return false;
                Produce(record, generation);
                if (record.Suspect && !Drain(generation))
                    return false;
            }
        }
        return false;
    }

    private bool Drain(ProducerGeneration generation)
    {
        while (!generation.IsDead && !_stopping.IsCancellationRequested)
            if (generation.Producer.Flush(TimeSpan.FromMilliseconds(200)) == 0)
                return !generation.IsDead;
        return false;
    }
}
