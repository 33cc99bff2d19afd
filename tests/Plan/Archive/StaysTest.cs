using System.Text.Json.Nodes;
using ServerlessIot.Plan.Archive;

namespace ServerlessIot.Plan.Tests.Archive;

/// <summary>How long rows stay in a tier.</summary>
public sealed class StaysTest
{
    private const double Month = 730.0 / 24;

    [Fact]
    public void Days_and_months_leave_when_their_first_row_is_old_enough()
    {
        var stays = Stays.Of(new ArchiveSettings(7, 90, 180, 3653, 0, 1));
        Assert.Equal((0, 6.5), (stays.Hot.From, stays.Hot.To));
        Assert.Equal((6.5, 90 - (Month / 2)), (stays.Cool.From, stays.Cool.To));
        Assert.Equal((90 - (Month / 2), 180 - (Month / 2)), (stays.Cold.From, stays.Cold.To));
        Assert.Equal((180 - (Month / 2), 3653 + (Month / 2)), (stays.Archive.From, stays.Archive.To));
    }

    [Theory]
    [InlineData(3, 3, 0, 0, 0)]
    [InlineData(10, 6.5, 3.5, 0, 0)]
    [InlineData(100, 6.5, 68.2917, 25.2083, 0)]
    [InlineData(365, 6.5, 68.2917, 90, 200.2083)]
    [InlineData(double.PositiveInfinity, 6.5, 68.2917, 90, 3503.4167)]
    public void Tiers_fill_one_after_the_other(double days, double hot, double cool, double cold, double archive)
    {
        var stays = Stays.Of(Known.Settings);
        Assert.Equal([hot, cool, cold, archive], new[] { stays.Hot, stays.Cool, stays.Cold, stays.Archive }.Select(stay => Math.Round(stay.After(days), 4)));
    }

    [Fact]
    public void What_is_deleted_before_never_comes_to_Archive()
    {
        var stays = Stays.Of(new ArchiveSettings(7, 90, 180, 91, 0, 1));
        Assert.Equal((91 + (Month / 2), 0), (stays.Cold.To, stays.Archive.After(double.PositiveInfinity)));
    }

    [Theory]
    [InlineData("Archive__HotDays", "0")]
    [InlineData("Archive__WarmDays", "7")]
    [InlineData("Archive__ColdDays", "89")]
    [InlineData("Archive__KeepDays", "90")]
    [InlineData("Archive__KeepDays", "ten")]
    [InlineData("Archive__SweepAfter", "soon")]
    [InlineData("Archive__MergeRows", null)]
    public void Settings_that_the_functions_refuse_are_refused(string name, string? value)
    {
        var ops = (JsonObject)JsonNode.Parse(File.ReadAllText(Files.Repository.Settings))!["apps"]!["ops"]!;
        ops[name] = value;
        Assert.Contains(name[9..], Assert.Throws<PlanException>(() => ArchiveSettings.Of(ops)).Message, StringComparison.Ordinal);
    }
}
