namespace ServerlessIot.EndToEnd.Tests.Running;

public sealed class StopTest
{
    [Fact]
    public async Task Ctrl_C_stops_every_process_that_was_started()
    {
        await using var edition = await EditionProcess.UpAsync();
        await Until.TrueAsync(() => edition.Parts.GetValueOrDefault("simulator") is { State: "ready" }, () => edition.Output);
        var pids = edition.Parts.Values.Select(part => part.Pid!.Value).ToList();

        Signal.Interrupt(edition.Pid);

        Assert.Equal(0, await edition.EndAsync());
        Assert.Equal(6, pids.Count);
        Assert.DoesNotContain(pids, Until.IsAlive);
        Assert.DoesNotContain("was killed", edition.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(edition.Folder.RunFile));
    }

    [Fact]
    public async Task Nothing_survives_when_the_edition_itself_is_killed()
    {
        await using var edition = await EditionProcess.UpAsync("--no-fleet");
        var pids = edition.Parts.Values.Select(part => part.Pid!.Value).ToList();
        Assert.All(pids, pid => Assert.True(Until.IsAlive(pid)));

        Signal.Kill(edition.Pid);

        foreach (var pid in pids) await Until.GoneAsync(pid);
    }

    [Fact]
    public async Task A_part_that_dies_is_started_again()
    {
        await using var edition = await EditionProcess.UpAsync("--no-fleet");
        var before = edition.Parts["bridge"];

        Signal.Kill(before.Pid!.Value);

        await Until.TrueAsync(() => edition.Parts["bridge"] is { State: "ready", Restarts: 1 } now && now.Pid != before.Pid, () => edition.Output);
        Assert.Equal(before.Port, edition.Parts["bridge"].Port);
        await Until.TrueAsync(() => edition.Output.Contains("bridge is up again", StringComparison.Ordinal), () => edition.Output);
    }
}
