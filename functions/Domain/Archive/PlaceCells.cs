using ServerlessIot.Domain.Events;

namespace ServerlessIot.Domain.Archive;

/// <summary>
/// Grids over the earth by which a segment's index knows where its chunks have been. A chunk is entered in the finest grid
/// in which it touches few cells; who asks for an area asks in every grid.
/// </summary>
public static class PlaceCells
{
    /// <summary>Cells per degree, from the finest grid (1.1 km of latitude) to the coarsest.</summary>
    private static readonly int[] PerDegree = [100, 10, 1];

    /// <summary>Cells that a chunk has at most, except in the coarsest grid.</summary>
    private const int MostOfChunk = 256;

    /// <summary>Cells that are asked for at most; an area that covers more is looked up by the chunks' areas alone.</summary>
    private const int MostAsked = 4096;

    /// <summary>Grids.</summary>
    public static int Grids => PerDegree.Length;

    /// <summary>The cells of places, ascending.</summary>
    /// <param name="places">Where the rows of a chunk lie.</param>
    /// <param name="finest">First grid that may be used, from 0.</param>
    public static IReadOnlyCollection<ulong> Of(IReadOnlyList<Position> places, int finest)
    {
        ArgumentNullException.ThrowIfNull(places);
        for (var grid = finest; ; grid++)
        {
            var cells = new SortedSet<ulong>();
            foreach (var place in places) cells.Add(Cell(place, grid));
            if (cells.Count <= MostOfChunk || grid == Grids - 1) return cells;
        }
    }

    /// <summary>All cells of all grids that an area touches, ascending; null when they are too many to ask for.</summary>
    public static IReadOnlyList<ulong>? Of(Area area)
    {
        var cells = new List<ulong>();
        for (var grid = 0; grid < Grids; grid++)
        {
            var (south, north) = (Row(area.South, grid), Row(area.North, grid));
            var (west, east) = (Column(area.West, grid), Column(area.East, grid));
            if ((north - south + 1L) * (east - west + 1L) > MostAsked) return null;
            for (var row = south; row <= north; row++)
            {
                for (var column = west; column <= east; column++) cells.Add(Key(grid, row, column));
            }
        }

        return cells;
    }

    private static ulong Cell(Position place, int grid) => Key(grid, Row(place.Latitude, grid), Column(place.Longitude, grid));

    /// <summary>Grid in the highest byte, row from the south pole in the next three, column from longitude −180 in the lower four.</summary>
    private static ulong Key(int grid, int row, int column) => ((ulong)grid << 56) | ((ulong)row << 32) | (uint)column;

    // Rounding is monotonic, so a place of an area never falls outside the area's rows and columns.
    private static int Row(double latitude, int grid) => (int)Math.Floor((Math.Clamp(latitude, -90, 90) + 90) * PerDegree[grid]);

    private static int Column(double longitude, int grid) => (int)Math.Floor((Math.Clamp(longitude, -180, 180) + 180) * PerDegree[grid]);
}
