namespace ServerlessIot.Steps.Validate;

/// <summary>What Validate decided of one event; one byte in the outcome of its record.</summary>
internal enum Verdict : byte
{
    /// <summary>Accepted: published with the next number.</summary>
    Valid = 0,

    /// <summary>Accepted before: nothing is published.</summary>
    Duplicate = 1,

    /// <summary>Refused: the record's bytes go to quarantine.</summary>
    Quarantined = 2,
}
