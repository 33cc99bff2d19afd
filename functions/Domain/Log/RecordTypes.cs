namespace ServerlessIot.Domain.Log;

/// <summary>Values of <see cref="LogHeaders.Type"/>.</summary>
public static class RecordTypes
{
    /// <summary>A payload as a device sent it.</summary>
    public const string Telemetry = "serverlessiot.telemetry";

    /// <summary>A tick: time as data. The value is a <see cref="Tick"/>.</summary>
    public const string Tick = "serverlessiot.tick";

    /// <summary>How far a bridge's data are in the log. The value is a <see cref="BridgeMark"/>.</summary>
    public const string Mark = "serverlessiot.mark";

    /// <summary>A canonical event (<see cref="Events.DeviceEvent"/> as JSON).</summary>
    public const string Event = "serverlessiot.event";

    /// <summary>A number of telemetry.valid without an event; readers skip it.</summary>
    public const string Void = "serverlessiot.void";

    /// <summary>A refused record with its original bytes.</summary>
    public const string Quarantined = "serverlessiot.quarantined";

    /// <summary>An alert or a later revision of it (<see cref="Alerts.AlertRecord"/>).</summary>
    public const string Alert = "serverlessiot.alert";

    /// <summary>A closed window or an amendment of it (<see cref="Windows.WindowRecord"/>).</summary>
    public const string Window = "serverlessiot.window";

    /// <summary>A device's last will, published by the bridge when its connection was lost.</summary>
    public const string Will = "serverlessiot.will";

    /// <summary>A device came to the bridge; no payload.</summary>
    public const string Connected = "serverlessiot.connected";

    /// <summary>A device left the bridge, or its connection was lost, and it had no will; no payload.</summary>
    public const string Disconnected = "serverlessiot.disconnected";

    /// <summary>What the registry says of a device from here on (<see cref="Devices.RegistrationRecord"/>).</summary>
    public const string Registration = "serverlessiot.registration";

    /// <summary>A command to a device (<see cref="Commands.CommandRecord"/>).</summary>
    public const string Command = "serverlessiot.command";

    /// <summary>What a bridge says of a command that it delivered (<see cref="Commands.CommandDelivery"/>).</summary>
    public const string Delivery = "serverlessiot.delivery";

    /// <summary>A device's reply to a command, as it came.</summary>
    public const string Reply = "serverlessiot.reply";
}
