using FsCheck;
using FsCheck.Fluent;
using ServerlessIot.Domain.Alerts;

namespace ServerlessIot.Domain.Tests.Alerts;

/// <summary>Whatever the order of revisions and however often they come, between them what people do: the state is that of the latest revision.</summary>
public sealed class AlertLifecyclePropertiesTest
{
    private const int People = 3;

    [Fact]
    public void The_state_is_that_of_the_revisions_in_their_order_with_what_people_did_where_they_stood() =>
        Prop.ForAll(Histories.ToArbitrary(), history =>
        {
            var (document, done) = Run(history);
            var latest = history.Told.Max();
            var (state, by) = NaiveLife.Of(history.Revisions[..(latest + 1)], done);
            return (document.State, document.By, document.Alert) == (state, by, history.Revisions[latest]);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    [Fact]
    public void A_revision_that_comes_again_changes_nothing() =>
        Prop.ForAll(Histories.ToArbitrary(), history =>
        {
            var (document, _) = Run(history);
            return history.Told.All(told => AlertLifecycle.Revise(document, history.Revisions[told], long.MaxValue / 2) is null);
        }).QuickCheckThrowOnFailure();

    private static Gen<History> Histories { get; } =
        from revisions in AnyAlert.Revisions
        from first in Gen.Choose(0, revisions.Length - 1)
        from moves in Gen.Zip(Gen.Choose(0, revisions.Length + People - 1), Gen.Choose(1, 25)).ListOf()
        select new History(revisions, first, [.. moves]);

    /// <summary>A move below the number of revisions tells that one; the others are people who acknowledge, clear and reopen.</summary>
    private static (AlertDocument Document, List<Done> Done) Run(History history)
    {
        var document = AnyDocument(history.Revisions[history.First]);
        var (done, seen, now) = (new List<Done>(), history.First, 1L);
        foreach (var (move, wait) in history.Moves)
        {
            now += wait;
            if (move < history.Revisions.Length)
            {
                document = AlertLifecycle.Revise(document, history.Revisions[move], now) ?? document;
                seen = Math.Max(seen, move);
                continue;
            }

            var by = $"p{move - history.Revisions.Length}";
            var next = (move - history.Revisions.Length) switch
            {
                0 => AlertLifecycle.Acknowledge(document, by, now).Next,
                1 => AlertLifecycle.Clear(document, by, now).Next,
                _ => AlertLifecycle.Reopen(document, by, now).Next,
            };
            if (next is null || ReferenceEquals(next, document)) continue;
            document = next;
            done.Add(new Done(seen, next.State, by, now));
        }

        return (document, done);
    }

    private static AlertDocument AnyDocument(AlertRecord alert) =>
        new() { Alert = alert, State = AlertLifecycle.StateOf(alert), Changed = 0, Channels = new Dictionary<string, ChannelDelivery>() };

    private sealed record History(AlertRecord[] Revisions, int First, (int Move, int Wait)[] Moves)
    {
        public IEnumerable<int> Told => Moves.Select(move => move.Move).Where(move => move < Revisions.Length).Append(First);

        public override string ToString() =>
            string.Join('\n', Revisions.Select(one => $"{one.Origin} last {one.Last} cleared {one.Cleared} reopened {one.Reopened}")) + $"\nfirst {First}, moves {string.Join(' ', Moves)}";
    }
}
