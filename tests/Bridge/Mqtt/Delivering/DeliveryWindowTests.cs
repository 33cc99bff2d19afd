using ServerlessIot.Bridge.Mqtt;
using ServerlessIot.Bridge.Mqtt.Delivering;
using ServerlessIot.Bridge.Tests.Commands;

namespace ServerlessIot.Bridge.Tests.Mqtt.Delivering;

public class DeliveryWindowTests
{
    [Fact]
    public void What_is_given_back_keeps_its_place_until_the_device_acknowledges()
    {
        var window = new DeliveryWindow(2);
        var (first, second) = (window.Add_NeedsLock(Given.Command("1")), window.Add_NeedsLock(Given.Command("2")));
        Assert.False(window.HasRoom);
        Assert.Equal(["1", "2"], window.GiveBack_NeedsLock().Select(command => command.Id));
        // MQTT 5.0, 4.9: for the device both are in flight.
        Assert.False(window.HasRoom);
        Assert.Empty(window.GiveBack_NeedsLock());
        Assert.Null(window.Remove_NeedsLock(first));
        Assert.True(window.HasRoom);
        var third = window.Add_NeedsLock(Given.Command("3"));
        Assert.DoesNotContain(third, new[] { first, second });
        Assert.Equal("3", Assert.Single(window.GiveBack_NeedsLock()).Id);
        Assert.Null(window.Remove_NeedsLock(second));
        Assert.Null(window.Remove_NeedsLock(second));
        Assert.Throws<MqttViolationException>(() => window.Remove_NeedsLock((ushort)(third + 1)));
    }
}
