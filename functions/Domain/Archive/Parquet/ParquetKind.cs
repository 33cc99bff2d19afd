namespace ServerlessIot.Domain.Archive.Parquet;

/// <summary>What a column holds: a physical type with its logical type (parquet-format, LogicalTypes.md and parquet.thrift).</summary>
internal enum ParquetKind
{
    /// <summary>BYTE_ARRAY, logical type STRING: UTF-8.</summary>
    Text,

    /// <summary>INT64, logical type TIMESTAMP(isAdjustedToUTC = true, unit = MILLIS).</summary>
    Time,

    /// <summary>DOUBLE: IEEE 754, 64 bits.</summary>
    Double,

    /// <summary>INT32.</summary>
    Int32,
}
