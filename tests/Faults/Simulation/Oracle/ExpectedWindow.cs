using ServerlessIot.Faults.Tests.Simulation.Devices;

namespace ServerlessIot.Faults.Tests.Simulation.Oracle;

/// <summary>A window as it must be: its values, kept whole.</summary>
/// <param name="Start">First millisecond.</param>
internal sealed record ExpectedWindow(long Start)
{
    public List<Reading> Readings { get; } = [];

    public long Late { get; set; }

    public int Revision { get; set; }

    public bool Dirty { get; set; }

    public long Touched { get; set; }
}
