using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Notify;
using ServerlessIot.Steps.Notify.Limits;
using ServerlessIot.Steps.Notify.Storms;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Tests.Doubles;

/// <summary>Notify and its timer as one instance has them.</summary>
public sealed class NotifyParts
{
    public NotifyParts(IDocumentStore documents, ILogWriter log, IReadOnlyList<IAlertChannel> channels, INotificationPolicy policy, NotifyOptions options, TimeProvider clock)
    {
        Sender = new AlertSender(documents, channels, new RateBook(documents, policy, clock), options, clock, NullLogger<AlertSender>.Instance);
        var parents = new StormParents(documents, policy, Sender, clock);
        var planner = new AlertPlanner(policy, new StormBook(documents, policy, parents, clock), Sender, clock);
        Step = new NotifyStep(documents, log, planner, Sender, new TopicNames(), options, clock, NullLogger<NotifyStep>.Instance);
        var untaken = new EscalateUntaken(documents, policy, planner, Sender, options, clock, NullLogger<EscalateUntaken>.Instance);
        Sweep = new AlertSweep(new StormWatch(documents, parents, options, clock), untaken, new ResendPending(documents, Sender, options, clock, NullLogger<ResendPending>.Instance), policy);
    }

    public AlertSender Sender { get; }

    public NotifyStep Step { get; }

    public AlertSweep Sweep { get; }
}
