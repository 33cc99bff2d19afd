using ServerlessIot.Domain.Events;
using ServerlessIot.Domain.Places;

namespace ServerlessIot.Domain.Queries.Trajectories;

/// <summary>
/// Length of a way. It grows once the device is <see cref="Step"/> away from where it last grew, so that the noise of a receiver that stands still
/// adds nothing; what is missing is less than one step, and corners within one.
/// </summary>
/// <param name="gap">Silence in milliseconds over which the way counts as unknown and adds nothing.</param>
public sealed class PathLength(long gap)
{
    /// <summary>Metres.</summary>
    public const double Step = 10;

    private Position? mark;
    private long latest;

    /// <summary>Metres so far.</summary>
    public double Metres { get; private set; }

    /// <summary>Whether there was any position.</summary>
    public bool Known => mark is not null;

    /// <summary>Takes in a position that is not before any other.</summary>
    public void Add(long time, Position place)
    {
        if (mark is { } from && time - latest <= gap)
        {
            var metres = Earth.Metres(from, place);
            if (metres >= Step)
            {
                Metres += metres;
                mark = place;
            }
        }
        else
        {
            mark = place;
        }

        latest = time;
    }
}
