namespace ServerlessIot.Bridge.Kafka;

/// <summary>Hears how a record ended.</summary>
internal interface IRecordOwner
{
    /// <summary>Called once per record, from the producer's thread: must neither block nor throw.</summary>
    void Settled(InFlightRecord record);
}
