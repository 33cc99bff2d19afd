using ServerlessIot.Domain.Alerts;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Steps.Tests.Notify;

public sealed class AlertDocumentsTest
{
    private readonly NotifyRig rig = new();

    [Fact]
    public async Task An_alert_opens_a_document_and_is_sent_once_to_every_channel()
    {
        await rig.HandleAsync(NotifyRig.Alert());
        Assert.Equal(AlertStates.Open, rig.Only.State);
        Assert.Equal(DeliveryStates.Sent, rig.Only.Delivery);
        Assert.Equal(["a1"], rig.First.Keys);
        Assert.Equal(["a1"], rig.Second.Keys);
    }

    [Fact]
    public async Task An_alert_that_comes_again_changes_and_sends_nothing()
    {
        await rig.HandleAsync(NotifyRig.Alert());
        var before = rig.Only;
        await rig.HandleAsync(NotifyRig.Alert());
        Assert.Equivalent(before, rig.Only, strict: true);
        Assert.Equal(["a1"], rig.First.Keys);
    }

    [Fact]
    public async Task A_later_revision_replaces_the_suppressed_count_and_keeps_state_and_deliveries()
    {
        await rig.HandleAsync(NotifyRig.Alert());
        await AcknowledgeAsync();
        await rig.HandleAsync(NotifyRig.Alert(origin: "0-0-20-0", suppressed: 7));
        Assert.Equal((7, AlertStates.Acknowledged, "eva"), (rig.Only.Alert.Suppressed, rig.Only.State, rig.Only.By));
        Assert.Equal(["a1"], rig.First.Keys);
    }

    [Theory]
    [InlineData("0-0-9-0", "0-0-10-0")] // as text, 9 would be above 10
    [InlineData("0-0-10-0", "0-0-10-0")]
    [InlineData("0-0-99-0", "1-0-1-0")]
    public async Task A_revision_that_is_not_later_is_ignored(string incoming, string stored)
    {
        await rig.HandleAsync(NotifyRig.Alert(origin: stored, suppressed: 5));
        await rig.HandleAsync(NotifyRig.Alert(origin: incoming, suppressed: 1));
        Assert.Equal((5, stored), (rig.Only.Alert.Suppressed, rig.Only.Alert.Origin));
    }

    [Fact]
    public async Task A_revision_that_comes_before_the_opening_opens_the_alert_and_stays()
    {
        await rig.HandleAsync(NotifyRig.Alert(origin: "0-0-20-0", suppressed: 7));
        await rig.HandleAsync(NotifyRig.Alert());
        Assert.Equal(7, rig.Only.Alert.Suppressed);
        Assert.Equal(["a1"], rig.First.Keys);
    }

    [Fact]
    public async Task A_change_by_somebody_else_between_reading_and_writing_is_kept()
    {
        await rig.HandleAsync(NotifyRig.Alert());
        var interfered = false;
        rig.Documents.OnWrite = (_, after) =>
        {
            if (after || interfered) return;
            interfered = true;
            AcknowledgeAsync().GetAwaiter().GetResult();
        };
        await rig.HandleAsync(NotifyRig.Alert(origin: "0-0-20-0", suppressed: 7));
        Assert.Equal((7, AlertStates.Acknowledged), (rig.Only.Alert.Suppressed, rig.Only.State));
    }

    private async Task AcknowledgeAsync()
    {
        var document = await rig.Documents.ReadAsync<AlertDocument>(Containers.Alerts, "t/d", "a1", default);
        var next = AlertLifecycle.Acknowledge(document!.Body, "eva", 1).Next!;
        Assert.NotNull(await rig.Documents.TryWriteAsync(Containers.Alerts, "t/d", "a1", next, document.Version, default));
    }
}
