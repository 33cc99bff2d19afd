namespace ServerlessIot.Host.Kafka;

/// <summary>How far a group is behind.</summary>
/// <param name="Records">Records between the committed offsets and the ends of the partitions; never too small.</param>
/// <param name="Partitions">Partitions of the topic.</param>
internal readonly record struct Lag(long Records, int Partitions);
