namespace ServerlessIot.Domain.Decoding.SenMl;

/// <summary>Fields of a SenML record under their CBOR labels (RFC 8428, table 4).</summary>
internal enum SenMlLabel
{
    BaseSum = -6,
    BaseValue = -5,
    BaseUnit = -4,
    BaseTime = -3,
    BaseName = -2,
    BaseVersion = -1,
    Name = 0,
    Unit = 1,
    Value = 2,
    Text = 3,
    Boolean = 4,
    Sum = 5,
    Time = 6,
    UpdateTime = 7,
    Data = 8,
}
