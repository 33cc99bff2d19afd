namespace ServerlessIot.Edition.Figures;

/// <summary>One function as the host sees it.</summary>
/// <param name="App">Its app: Stream, Persist, React or Ops.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kind">kafka, timer, http or eventHub.</param>
/// <param name="Topic">Topic that triggers it; null for the other kinds.</param>
/// <param name="Group">Its consumer group; null for the other kinds.</param>
/// <param name="Instances">Instances running.</param>
/// <param name="Lag">Records after the committed offsets; −1 while unknown.</param>
/// <param name="Records">Records processed since the host started.</param>
/// <param name="Batches">Batches, ticks or requests processed since then.</param>
/// <param name="Failures">Executions that threw since then.</param>
/// <param name="LastError">Message of the last of them; null when there was none.</param>
/// <param name="Running">Whether an execution is under way.</param>
public sealed record FunctionStatus(string App, string Name, string Kind, string? Topic, string? Group, int Instances, long Lag,
    long Records, long Batches, long Failures, string? LastError, bool Running)
{
    /// <summary>Whether records of the log trigger it.</summary>
    public bool IsKafka => Kind == "kafka";
}
