using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Notify;
using ServerlessIot.Steps.Notify.Limits;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Tests.Doubles;

/// <summary>Notify and its re-sender as one instance has them.</summary>
public sealed class NotifyParts
{
    public NotifyParts(IDocumentStore documents, ILogWriter log, IReadOnlyList<IAlertChannel> channels, INotificationPolicy policy, NotifyOptions options, TimeProvider clock)
    {
        Sender = new AlertSender(documents, channels, new RateBook(documents, policy, clock), options, clock, NullLogger<AlertSender>.Instance);
        Step = new NotifyStep(documents, log, new AlertPlanner(policy, channels, clock), Sender, new TopicNames(), options, clock, NullLogger<NotifyStep>.Instance);
        Pending = new ResendPending(documents, Sender, options, clock, NullLogger<ResendPending>.Instance);
    }

    public AlertSender Sender { get; }

    public NotifyStep Step { get; }

    public ResendPending Pending { get; }
}
