namespace ServerlessIot.Broker.Requests;

/// <summary>The one broker of this cluster, as clients are told of it.</summary>
/// <param name="ClusterId">Kept with the log.</param>
/// <param name="Host">Advertised address.</param>
/// <param name="Port">Advertised port.</param>
internal sealed record ClusterInfo(string ClusterId, string Host, int Port)
{
    /// <summary>Its id: leader of every partition, coordinator of every group, controller.</summary>
    public const int BrokerId = 1;

    /// <summary>"Not asked for" where a response has room for the operations that a user may do.</summary>
    public const int OperationsUnknown = int.MinValue;
}
