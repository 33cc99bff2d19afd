namespace ServerlessIot.Domain.Devices;

/// <summary>There are as many devices out of service as bridges can know.</summary>
public sealed class OutOfServiceFullException : Exception
{
    /// <summary>Says how many that are.</summary>
    public OutOfServiceFullException()
        : base($"Bridges know of at most {OutOfServiceList.MostDevices} devices out of service, with names of {OutOfServiceList.MostNameBytes} bytes.")
    {
    }

    /// <inheritdoc/>
    public OutOfServiceFullException(string message) : base(message)
    {
    }

    /// <inheritdoc/>
    public OutOfServiceFullException(string message, Exception inner) : base(message, inner)
    {
    }
}
