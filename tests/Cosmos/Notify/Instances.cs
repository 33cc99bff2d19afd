using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ServerlessIot.Adapters.Documents;
using ServerlessIot.Adapters.Notify;
using ServerlessIot.Domain.Alerts.Policy;
using ServerlessIot.Steps.Notify;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Cosmos.Tests.Notify;

/// <summary>Notify as the apps register it. Its log takes nothing: what is told here is no record; nobody published rules.</summary>
internal static class Instances
{
    public static ServiceProvider Of(Dictionary<string, string?> settings, Action<IServiceCollection>? more = null)
    {
        settings.TryAdd("Cosmos:ConnectionString", "AccountEndpoint=http://127.0.0.1:9;AccountKey=a2V5");
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var services = new ServiceCollection().AddLogging().AddSingleton<INotificationPolicy>(new FixedPolicy(NotificationPolicy.Default)).AddDocuments(configuration).AddNotify(configuration).AddSingleton<ILogWriter, NoLog>();
        more?.Invoke(services);
        return services.BuildServiceProvider();
    }

    private sealed class NoLog : ILogWriter
    {
        public Task WriteAsync(IReadOnlyList<OutRecord> records, CancellationToken cancellationToken) => throw new LogUnavailableException("There is no log.");

        public Task<int> PartitionsAsync(string topic, CancellationToken cancellationToken) => throw new LogUnavailableException("There is no log.");
    }
}
