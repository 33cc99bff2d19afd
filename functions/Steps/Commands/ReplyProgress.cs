using System.Text;
using ServerlessIot.Domain.Log;
using ServerlessIot.Steps.Ports;
using ServerlessIot.Steps.Reply;

namespace ServerlessIot.Steps.Commands;

/// <summary>
/// Until when what was in device.replies has been handled, per partition, by the clock of whoever ends commands for their age: a reply that waits there, because its step is down
/// or behind, decides as it would have done at once (delivery rule 9).
/// </summary>
public sealed class ReplyProgress(IGroupProgress groups, TopicNames topics, TimeProvider time)
{
    // Handled records are committed every 200 ms.
    private static readonly TimeSpan[] Waits = [.. new[] { 0, 150, 300, 550 }.Select(milliseconds => TimeSpan.FromMilliseconds(milliseconds))];
    private readonly Lock sync = new();
    private Place[] places = [];

    /// <summary>Looks how far the replies are handled; what is being handled is waited for, a second at most.</summary>
    /// <exception cref="LogUnavailableException">The log did not answer; what was seen before stands.</exception>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var begun = Now;
        foreach (var wait in Waits)
        {
            if (wait > TimeSpan.Zero) await Task.Delay(wait, time, cancellationToken);
            var seen = Now; // before the ends are read: what is there at this time lies below them
            if (Note(seen, await groups.ReadAsync(topics.Replies, ReplyStep.StepName, cancellationToken), begun)) return;
        }
    }

    /// <summary>Whether all that was there of a device at a time has been handled, as far as was seen.</summary>
    /// <param name="device">tenant/device.</param>
    /// <param name="moment">Unix milliseconds.</param>
    public bool IsHandled(string device, long moment)
    {
        lock (sync) return places.Length > 0 && places[Murmur2.Partition(Encoding.UTF8.GetBytes(device), places.Length)].Handled >= moment;
    }

    private bool Note(long seen, IReadOnlyList<GroupPlace> read, long begun)
    {
        lock (sync)
        {
            if (places.Length != read.Count) places = new Place[read.Count];
            for (var i = 0; i < places.Length; i++) places[i] = places[i].After(seen, read[i]);
            return places.All(place => place.Handled >= begun);
        }
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <param name="Handled">Until when everything was handled, Unix milliseconds.</param>
    /// <param name="Mark">A time at which records waited; 0 when none did.</param>
    /// <param name="MarkEnd">The log's end at that time.</param>
    private readonly record struct Place(long Handled, long Mark, long MarkEnd)
    {
        // Where records come all the time there are always some that wait: those that were there at the mark are what matters.
        public Place After(long seen, GroupPlace read)
        {
            if (read.Next >= read.End) return new Place(Math.Max(Handled, seen), 0, 0);
            if (Mark == 0) return new Place(Handled, seen, read.End);
            return read.Next >= MarkEnd ? new Place(Math.Max(Handled, Mark), seen, read.End) : this;
        }
    }
}
