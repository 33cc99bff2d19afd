namespace ServerlessIot.Simulator.Sending;

/// <summary>Where devices connect, and as whom.</summary>
/// <param name="Host">Host name or address.</param>
/// <param name="Port">TCP port.</param>
/// <param name="User">User name; null connects anonymously.</param>
/// <param name="Password">Password of the user.</param>
/// <param name="Level">Protocol version.</param>
internal sealed record BrokerAddress(string Host, int Port, string? User, string? Password, MqttLevel Level)
{
    /// <summary>Keep-alive that every device asks for.</summary>
    public static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(60);

    /// <summary>How long a session outlives its connection, where the broker keeps sessions.</summary>
    public static readonly TimeSpan SessionExpiry = TimeSpan.FromMinutes(5);

    /// <summary>Media type of every payload; told with MQTT 5.</summary>
    public const string ContentType = "application/json";
}
