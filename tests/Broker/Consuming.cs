using System.Diagnostics;
using Confluent.Kafka;

namespace ServerlessIot.Broker.Tests;

internal static class Consuming
{
    /// <summary>The next records, exactly so many, or an exception after <see cref="BrokerFixture.Patience"/>.</summary>
    public static List<ConsumeResult<TKey, TValue>> Take<TKey, TValue>(this IConsumer<TKey, TValue> consumer, int count)
    {
        var records = new List<ConsumeResult<TKey, TValue>>(count);
        var clock = Stopwatch.StartNew();
        while (records.Count < count)
        {
            if (clock.Elapsed > BrokerFixture.Patience)
                throw new TimeoutException($"{records.Count} of {count} records came");
            if (consumer.Consume(TimeSpan.FromMilliseconds(200)) is { } record)
                records.Add(record);
        }

        return records;
    }
}
