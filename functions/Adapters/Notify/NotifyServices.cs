using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using ServerlessIot.Adapters.Notify.Email;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Commands;
using ServerlessIot.Steps.Notify;
using ServerlessIot.Steps.Notify.Limits;
using ServerlessIot.Steps.Notify.Storms;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Rules;

namespace ServerlessIot.Adapters.Notify;

/// <summary>Registers Notify and its channels.</summary>
public static class NotifyServices
{
    /// <summary>Adds <see cref="NotifyStep"/>, <see cref="AlertSweep"/> the channels and commands; who is told follows from the rules that were published last. Needs <see cref="IBlobStore"/>, <see cref="IDocumentStore"/>, <see cref="ILogWriter"/> and logging.</summary>
    /// <exception cref="InvalidOperationException">A setting of a channel is not acceptable; the message names it.</exception>
    public static IServiceCollection AddNotify(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(configuration.GetSection("Topics").Get<TopicNames>() ?? new TopicNames());
        services.AddSingleton(configuration.GetSection("Notify").Get<NotifyOptions>() ?? new NotifyOptions());
        services.AddCommands(configuration.GetSection("Commands").Get<CommandOptions>() ?? new CommandOptions());
        services.AddSingleton<IAlertChannel, LogChannel>();
        services.AddSingleton<IAlertChannel, CommandChannel>();
        var webhook = configuration.GetSection("Notify:Webhook").Get<WebhookOptions>() ?? new WebhookOptions();
        if (!string.IsNullOrEmpty(webhook.Url)) AddWebhook(services, webhook);
        var email = configuration.GetSection("Notify:Email").Get<EmailOptions>() ?? new EmailOptions();
        if (!string.IsNullOrEmpty(email.Server)) AddEmail(services, email.Checked());
        services.TryAddSingleton<RuleBook>();
        services.TryAddSingleton<INotificationPolicy, PublishedPolicy>();
        services.AddSingleton<RateBook>();
        services.AddSingleton<AlertSender>();
        services.AddSingleton<StormParents>();
        services.AddSingleton<StormBook>();
        services.AddSingleton<StormWatch>();
        services.AddSingleton<AlertPlanner>();
        services.AddSingleton<EscalateUntaken>();
        services.AddSingleton<AlertSweep>();
        services.AddSingleton<NotifyStep>();
        services.AddSingleton<ResendPending>();
        return services;
    }

    private static void AddWebhook(IServiceCollection services, WebhookOptions options)
    {
        var (address, key) = (options.Address, options.KeyBytes);
        services.AddHttpClient(nameof(WebhookChannel), client => client.Timeout = options.Timeout)
            // A redirect could lead to an address that the setting would not have been allowed to name.
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) });
        services.AddSingleton<IAlertChannel>(provider => new WebhookChannel(
            provider.GetRequiredService<IHttpClientFactory>().CreateClient(nameof(WebhookChannel)), address, key is null ? null : new WebhookSigner(key, provider.GetRequiredService<TimeProvider>())));
    }

    private static void AddEmail(IServiceCollection services, EmailOptions options) =>
        services.AddSingleton<IAlertChannel>(provider => new EmailChannel(options, provider.GetService<SmtpTrust>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<EmailChannel>>()));
}
