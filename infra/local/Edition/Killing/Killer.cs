using ServerlessIot.Edition.Supervision;

namespace ServerlessIot.Edition.Killing;

/// <summary>Carries out kill plans while a run lasts. Works beside the supervisor, which starts the killed parts again.</summary>
/// <param name="supervisor">Holds the parts.</param>
/// <param name="time">Clock.</param>
/// <param name="say">Tells a person what happened.</param>
public sealed class Killer(Supervisor supervisor, TimeProvider time, Action<string> say)
{
    private int _kills;

    /// <summary>Kills so far.</summary>
    public int Kills => _kills;

    /// <summary>Kills until cancelled.</summary>
    public async Task RunAsync(KillPlan plan, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(plan.Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                // Killing what is only just starting again tests nothing.
                if (supervisor.Find(plan.Part) is not { State: PartState.Ready, Pid: { } pid } part) continue;
                say($"kill -9 {plan.Part} (process {pid})");
                part.Kill();
                Interlocked.Increment(ref _kills);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The run is over.
        }
    }
}
