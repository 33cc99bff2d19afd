namespace ServerlessIot.Host.Status;

/// <summary>The body of <c>GET /admin/status</c>.</summary>
/// <param name="Functions">One entry a function.</param>
internal sealed record StatusDocument(IReadOnlyList<StatusEntry> Functions);

/// <summary>A function in <c>/admin/status</c>.</summary>
/// <param name="App">The app's name.</param>
/// <param name="Name">The function's name.</param>
/// <param name="Kind">kafka, timer, http or eventHub.</param>
/// <param name="Topic">The topic or hub it reads; null for other kinds.</param>
/// <param name="Group">Its consumer group; null for other kinds.</param>
/// <param name="Instances">Instances running now.</param>
/// <param name="Lag">Records in the topic behind the committed offset; −1 while unknown; 0 for other kinds.</param>
/// <param name="Records">Records (runs, requests) executed since the start.</param>
/// <param name="Batches">Executions that succeeded.</param>
/// <param name="Failures">Executions that failed.</param>
/// <param name="LastError">The last failure's type and message.</param>
/// <param name="Running">Whether an execution is going on.</param>
internal sealed record StatusEntry(
    string App, string Name, string Kind, string? Topic, string? Group, int Instances, long Lag,
    long Records, long Batches, long Failures, string? LastError, bool Running)
{
    public static StatusEntry Of(FunctionStatus status)
    {
        var function = status.Function;
        return new StatusEntry(
            function.App.Name, function.Name, Kinds[(int)function.Kind], status.Topic, status.Group, status.Instances,
            function.Kind == Apps.TriggerKind.Kafka ? status.Lag : 0,
            status.Records, status.Batches, status.Failures, status.LastError, status.Running);
    }

    private static readonly string[] Kinds = ["kafka", "timer", "http", "eventHub"];
}
