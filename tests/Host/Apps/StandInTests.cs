namespace ServerlessIot.Host.Tests.Apps;

/// <summary>The worker's stand-ins; compiled only where they are in use.</summary>
public sealed class StandInTests
{
    [Fact]
    public async Task An_app_of_this_build_started_by_itself_says_where_it_runs()
    {
        using var sample = new Sample();
        await using HostProcess app = HostProcess.LaunchProgram(Path.Combine(HostProcess.SampleApp, "ServerlessIot.SampleApp.dll"), "", sample.Setting);
        await app.WaitForExitAsync();
        Assert.Equal(1, app.ExitCode);
        Assert.Contains("local function host", app.Log, StringComparison.Ordinal);
    }
}
