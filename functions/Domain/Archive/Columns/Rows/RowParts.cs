namespace ServerlessIot.Domain.Archive.Columns.Rows;

/// <summary>Optional members of a row.</summary>
[Flags]
internal enum RowParts
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>A position.</summary>
    Position = 1,

    /// <summary>A position with its altitude.</summary>
    Altitude = 2,

    /// <summary>A status.</summary>
    Status = 4,
}
