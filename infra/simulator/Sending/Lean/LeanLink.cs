using System.Buffers.Binary;
using System.Text;

namespace ServerlessIot.Simulator.Sending.Lean;

/// <summary>A device on a <see cref="Lane"/>: what it may send and what is on its way.</summary>
internal sealed class LeanLink : ILink
{
    private readonly Lane _lane;
    private readonly int _window;

    public LeanLink(Device device, Lane lane, int window)
    {
        Device = device;
        _lane = lane;
        _window = window;
        var text = Encoding.UTF8.GetBytes(device.Identity.Topic);
        Topic = new byte[sizeof(ushort) + text.Length];
        BinaryPrimitives.WriteUInt16BigEndian(Topic, checked((ushort)text.Length));
        text.CopyTo(Topic, sizeof(ushort));
    }

    public Device Device { get; }

    /// <summary>The topic with its length before it.</summary>
    public byte[] Topic { get; }

    /// <summary>Messages that are due and not composed yet; at most the window.</summary>
    public int Owed { get; set; }

    /// <summary>Messages without acknowledgement; at most the window.</summary>
    public int InFlight { get; set; }

    public bool CanSend => Owed > 0 && InFlight < _window;

    public void Offer(int messages)
    {
        if (Device.IsExhausted)
            return;
        Owed = Math.Min(_window, Owed + messages);
        _lane.Wake();
    }
}
