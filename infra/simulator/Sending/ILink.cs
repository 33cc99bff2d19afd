namespace ServerlessIot.Simulator.Sending;

/// <summary>A device's way to the broker.</summary>
internal interface ILink
{
    /// <summary>Lets the device send this many messages more, as soon as its window allows. What exceeds its window is forgotten.</summary>
    void Offer(int messages);

    /// <summary>The device behind the link.</summary>
    Device Device { get; }
}
