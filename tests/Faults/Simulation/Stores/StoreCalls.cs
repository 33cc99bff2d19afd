using ServerlessIot.Faults.Tests.Simulation.Faults;
using ServerlessIot.Faults.Tests.Simulation.Kernel;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Faults.Tests.Simulation.Stores;

/// <summary>The way of a call from a process to a store and back: time on the wire, cut points, errors, lost answers, late arrivals.</summary>
internal sealed class StoreCalls(EventLoop loop, Chaos chaos, SimProcess process)
{
    private const long Wire = 3 * EventLoop.Millisecond;
    private const long Patience = 20 * EventLoop.Second;

    public async Task<T> ReadAsync<T>(Func<T> read)
    {
        await process.DelayAsync(chaos.Dice.Around(Wire));
        if (chaos.StoreAnswer(write: false) == StoreAnswer.Refused) throw new StoreUnavailableException("503");
        var result = read();
        await process.DelayAsync(chaos.Dice.Around(Wire));
        return result;
    }

    /// <summary>One write.</summary>
    /// <param name="before">Cut point before it.</param>
    /// <param name="after">Cut point after it, the answer not read yet.</param>
    /// <param name="write">Does it.</param>
    /// <param name="conflict">What the client sees when its own repetition met what it wrote itself.</param>
    public async Task<T> WriteAsync<T>(CutPoint before, CutPoint after, Func<T> write, Func<T> conflict)
    {
        await chaos.ReachAsync(process, before);
        await process.DelayAsync(chaos.Dice.Around(Wire));
        var answer = chaos.StoreAnswer(write: true);
        if (answer == StoreAnswer.Refused) throw new StoreUnavailableException("429, 500 or 503");
        if (answer == StoreAnswer.WrittenLate)
        {
            loop.After(chaos.Dice.Around(20 * EventLoop.Second), null, () => write());
            await process.DelayAsync(Patience);
            throw new StoreUnavailableException("time-out; the write comes later");
        }

        var result = write();
        await chaos.ReachAsync(process, after);
        if (answer == StoreAnswer.TimedOutAfterWrite)
        {
            await process.DelayAsync(Patience);
            throw new StoreUnavailableException("time-out; it was written");
        }

        await process.DelayAsync(chaos.Dice.Around(Wire));
        return answer == StoreAnswer.ConflictWithItself ? conflict() : result;
    }
}
