namespace ServerlessIot.Simulator.Fleet;

/// <summary>Which source document's message a device sends.</summary>
public enum DeviceShape
{
    /// <summary>Sensor event, shape 4.</summary>
    Sensor,

    /// <summary>Smart-factory reading, shape 1.</summary>
    Factory,

    /// <summary>Connected vehicle, shape 3.</summary>
    Vehicle
}
