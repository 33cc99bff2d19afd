using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ServerlessIot.Domain.Alerts.Policy;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Notify;
using ServerlessIot.Steps.Notify.Limits;
using ServerlessIot.Steps.Notify.Storms;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Adapters.Notify;

/// <summary>Registers Notify and its channels.</summary>
public static class NotifyServices
{
    /// <summary>Adds <see cref="NotifyStep"/>, <see cref="AlertSweep"/> and the channels; without an <see cref="INotificationPolicy"/> the default one holds. Needs <see cref="IDocumentStore"/>, <see cref="ILogWriter"/> and logging.</summary>
    /// <exception cref="InvalidOperationException">The webhook's address is not acceptable.</exception>
    public static IServiceCollection AddNotify(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(configuration.GetSection("Topics").Get<TopicNames>() ?? new TopicNames());
        services.AddSingleton(configuration.GetSection("Notify").Get<NotifyOptions>() ?? new NotifyOptions());
        services.AddSingleton<IAlertChannel, LogChannel>();
        var webhook = configuration.GetSection("Notify:Webhook").Get<WebhookOptions>() ?? new WebhookOptions();
        if (!string.IsNullOrEmpty(webhook.Url)) AddWebhook(services, webhook);
        services.TryAddSingleton<INotificationPolicy>(new FixedPolicy(NotificationPolicy.Default));
        services.AddSingleton<RateBook>();
        services.AddSingleton<AlertSender>();
        services.AddSingleton<StormParents>();
        services.AddSingleton<StormBook>();
        services.AddSingleton<StormWatch>();
        services.AddSingleton<AlertPlanner>();
        services.AddSingleton<AlertSweep>();
        services.AddSingleton<NotifyStep>();
        services.AddSingleton<ResendPending>();
        return services;
    }

    private static void AddWebhook(IServiceCollection services, WebhookOptions options)
    {
        var address = options.Address;
        services.AddHttpClient(nameof(WebhookChannel), client => client.Timeout = options.Timeout)
            // A redirect could lead to an address that the setting would not have been allowed to name.
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) });
        services.AddSingleton<IAlertChannel>(provider => new WebhookChannel(provider.GetRequiredService<IHttpClientFactory>().CreateClient(nameof(WebhookChannel)), address));
    }
}
