using Microsoft.Extensions.Logging.Abstractions;
using ServerlessIot.Cosmos.Tests.Documents;
using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Alerts.Policy;
using ServerlessIot.Steps.Notify;
using ServerlessIot.Steps.Notify.Limits;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Cosmos.Tests.Notify;

public sealed class ResendPendingTests : IAsyncLifetime
{
    private readonly StoreFixture fixture = new();
    private readonly RecordingChannel channel = new();

    public Task InitializeAsync() => fixture.InitializeAsync();

    public Task DisposeAsync() => fixture.DisposeAsync();

    [Fact]
    public async Task What_is_pending_is_sent_once_and_then_no_more()
    {
        await WriteAsync("waiting1", DeliveryStates.Pending);
        await WriteAsync("waiting2", DeliveryStates.Pending);
        await WriteAsync("done", DeliveryStates.Sent);
        var resend = Resend(new NotifyOptions());
        Assert.Equal(2, await resend.RunAsync(default));
        Assert.Equal(0, await resend.RunAsync(default));
        Assert.Equal(["waiting1", "waiting2"], channel.Keys.Order());
    }

    [Fact]
    public async Task More_than_one_run_looks_at_are_sent_by_the_following_runs()
    {
        for (var i = 0; i < 7; i++) await WriteAsync($"a{i}", DeliveryStates.Pending);
        channel.Answer = key => key is "a0" or "a1" or "a2" ? "down" : null; // these stay pending in front of the others
        var resend = Resend(new NotifyOptions { LooksPerRun = 3, FailuresToPause = int.MaxValue });
        for (var run = 0; run < 3; run++) await resend.RunAsync(default);
        Assert.Equal(["a0", "a1", "a2", "a3", "a4", "a5", "a6"], channel.Keys.Order());
    }

    private ResendPending Resend(NotifyOptions options)
    {
        var sender = new AlertSender(fixture.Store, [channel], new RateBook(fixture.Store, new FixedPolicy(NotificationPolicy.Default), TimeProvider.System), options, TimeProvider.System, NullLogger<AlertSender>.Instance);
        return new ResendPending(fixture.Store, sender, options, TimeProvider.System, NullLogger<ResendPending>.Instance);
    }

    private async Task WriteAsync(string id, string delivery) =>
        Assert.NotNull(await fixture.Store.TryWriteAsync(Containers.Alerts, $"t/{id}", id, Samples.Alert($"t/{id}", id, delivery: delivery), null, default));

    private sealed class RecordingChannel : IAlertChannel
    {
        private readonly List<string> keys = [];

        public string Name => "log";

        public Func<string, string?> Answer { get; set; } = _ => null;

        public string[] Keys
        {
            get
            {
                lock (keys) return [.. keys];
            }
        }

        public Task<string?> SendAsync(Notice notice, CancellationToken cancellationToken)
        {
            lock (keys) keys.Add(notice.Key);
            return Task.FromResult(Answer(notice.Key));
        }
    }
}
