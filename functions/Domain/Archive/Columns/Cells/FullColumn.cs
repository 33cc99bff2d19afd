namespace ServerlessIot.Domain.Archive.Columns.Cells;

/// <summary>A column that has been coded and has a number in every row, so that later columns may look at it.</summary>
/// <param name="Name">The column.</param>
/// <param name="Numbers">Its numbers by row.</param>
/// <param name="Surprises">By row, how far its number was from the expected one.</param>
internal sealed record FullColumn(string Name, long[] Numbers, long[] Surprises);
