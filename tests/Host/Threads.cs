using System.Runtime.CompilerServices;

namespace ServerlessIot.Host.Tests;

/// <summary>Tests wait for Kafka on threads of the pool, which the brokers in this process need, too.</summary>
internal static class Threads
{
    [ModuleInitializer]
    internal static void Enough() => ThreadPool.SetMinThreads(32, 32);
}
