using ServerlessIot.Simulator.Books;

namespace ServerlessIot.Simulator.Sending.Lean;

/// <summary>A packet of a <see cref="PacketLog"/>.</summary>
internal struct LoggedPacket
{
    public LeanLink Link;
    public ushort Id;
    public int Length;
    public MessageKind Kind;
    public bool IsAcknowledged;
    public long Seq;
}
