using Microsoft.Extensions.Logging;

namespace ServerlessIot.Steps.Running;

/// <summary>Logs and counts what is out of the ordinary at one (step, partition).</summary>
internal sealed class StepReport(string step, int partition, ILogger logger)
{
    public void Opened(Marks marks) => logger.Opened(step, partition, marks.Offset, marks.Number);

    public void Conflict()
    {
        logger.Conflict(step, partition);
        Count("conflict");
    }

    public void Gap(long from, long to)
    {
        logger.Gap(step, partition, from, to);
        Count("gap");
    }

    public void Lost(long from, long count)
    {
        logger.Lost(step, partition, from, count);
        Count("lost", count);
    }

    public void LostNumbers(long from, long count)
    {
        logger.LostNumbers(step, partition, from, count);
        Count("lost", count);
    }

    public void NumbersAgain(long number, long last)
    {
        logger.NumbersAgain(step, partition, number, last);
        Count("numbers-again");
    }

    public void Recreated(long end, Marks marks, int epoch)
    {
        logger.Recreated(step, partition, end, marks.Offset, epoch);
        Count("recreated");
    }

    public void Stale(int count, long offset)
    {
        logger.Stale(step, partition, count, offset);
        Count("stale", count);
    }

    public void Hole(long number, long last)
    {
        logger.Hole(step, partition, number, last);
        Count("hole");
    }

    public void Divided(Exception exception, int count, long from)
    {
        logger.Divided(exception, step, partition, count, from);
        Count("divided");
    }

    public void Refused(Exception exception, long offset)
    {
        logger.Refused(exception, step, partition, offset);
        Count("refused");
    }

    public void Forgotten(NamedBlob blob)
    {
        logger.Forgotten(step, partition, blob.Name, blob.First, blob.Last);
        Count("forgotten");
    }

    private void Count(string kind, long count = 1) => StepMetrics.Incident(step, partition, kind, count);
}
