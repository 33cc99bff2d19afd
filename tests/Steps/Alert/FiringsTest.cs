using ServerlessIot.Domain.Alerts;
using ServerlessIot.Domain.Binary;
using ServerlessIot.Steps.Alert;
using ServerlessIot.Steps.Tests.Notify;

namespace ServerlessIot.Steps.Tests.Alert;

/// <summary>Alerts of one slot that states of before held: open side by side, an hour apart.</summary>
public class FiringsTest
{
    private const long Hour = 3_600_000;
    private static readonly long Start = NotifyRig.Alert().Time;

    [Fact]
    public void What_is_pushed_out_is_over_when_the_next_one_began()
    {
        var (firings, most) = (new Firings(), AlertRetention.Default.MostFirings);
        for (var i = 0; i < most + 3; i++) firings.Add(At(i), Start);
        var told = firings.Settle(Start + 1);
        Assert.Equal([At(1).Time, At(2).Time, At(3).Time], told.Select(firing => firing.Cleared!.Value));
        Assert.Equal(["a0", "a1", "a2"], told.Select(firing => firing.Alert.AlertId));
        Assert.Equal(most, firings.Count);
    }

    [Fact]
    public void A_breach_joins_the_latest_of_them_and_an_end_ends_all()
    {
        var firings = new Firings();
        for (var i = 0; i < 3; i++) firings.Add(At(i), Start);
        Assert.Equal("a2", firings.Find("t/d", At(0).Rule, Start + (9 * Hour))!.Alert.AlertId);
        Assert.Equal(3, firings.Ending("t/d", At(0).Rule, Start + (9 * Hour)).Count);
    }

    [Fact]
    public void With_fewer_allowed_a_state_still_has_all_that_was_saved()
    {
        var (firings, saved) = (new Firings(), new ByteWriter());
        for (var i = 0; i < 8; i++) firings.Add(At(i), Start);
        firings.Retention = firings.Retention with { MostFirings = 2 };
        firings.Save(saved);
        var again = new Firings { Retention = firings.Retention };
        var reader = new ByteReader(saved.Written.Span);
        again.Load(ref reader, former: false);
        for (var id = 1; id <= 8; id++) Assert.Equal(firings[id].Alert.AlertId, again[id].Alert.AlertId);
        // From then on the same becomes of both.
        firings.Add(At(9), Start);
        again.Add(At(9), Start);
        Assert.Equal(firings.Count, again.Count);
    }

    private static AlertRecord At(int hour) => NotifyRig.Alert($"a{hour}") with { Time = Start + (hour * Hour), Last = Start + (hour * Hour) };
}
