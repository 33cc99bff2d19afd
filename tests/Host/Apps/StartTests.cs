namespace ServerlessIot.Host.Tests.Apps;

/// <summary>What a person is told when the host cannot start.</summary>
public sealed class StartTests
{
    [Theory]
    [InlineData("", "No --app")]
    [InlineData("--app", "--app lacks its value")]
    [InlineData("--frog 1", "--frog is unknown")]
    [InlineData("--app x --port 70000", "--port 70000")]
    [InlineData("--app x --instances 0", "--instances 0")]
    [InlineData("--app /nowhere/at/all", "does not exist")]
    [InlineData("--app /", "host.json")]
    public async Task A_wrong_command_line_is_explained(string arguments, string told)
    {
        await using HostProcess host = HostProcess.Launch(arguments);
        await host.WaitForExitAsync();
        Assert.Equal(1, host.ExitCode);
        Assert.Contains(told, host.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_setting_is_named_with_its_function()
    {
        using var sample = new Sample();
        await using HostProcess host = HostProcess.Launch($"--app \"{HostProcess.SampleApp}\" --port 0 --only Scheduled", sample.Setting);
        await host.WaitForExitAsync();
        Assert.Equal(1, host.ExitCode);
        Assert.Contains("Function Scheduled: Schedule needs the setting Sample:Schedule", host.Log, StringComparison.Ordinal);
        Assert.Contains("Sample__Schedule", host.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_schedule_is_named_with_its_function()
    {
        using var sample = new Sample();
        await using HostProcess host = HostProcess.Launch(
            $"--app \"{HostProcess.SampleApp}\" --port 0 --only Scheduled", sample.Setting, ("Sample__Schedule", "every day"));
        await host.WaitForExitAsync();
        Assert.Equal(1, host.ExitCode);
        Assert.Contains("Function Scheduled: 'every day' has 2 fields", host.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_of_host_json_out_of_range_is_named()
    {
        using var sample = new Sample();
        await using HostProcess host = HostProcess.Launch(
            $"--app \"{HostProcess.SampleApp}\" --port 0 --only Batch", sample.Setting, ("Kafka__BrokerList", "127.0.0.1:1"), ("Topics__Sample", "t"), ("Sample__Group", "g"),
            ("AzureFunctionsJobHost__extensions__kafka__maxBatchSize", "0"));
        await host.WaitForExitAsync();
        Assert.Equal(1, host.ExitCode);
        Assert.Contains("MaxBatchSize is 0", host.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_app_whose_startup_throws_is_named()
    {
        await using HostProcess host = HostProcess.Launch($"--app \"{HostProcess.SampleApp}\" --port 0 --only Plain");
        await host.WaitForExitAsync();
        Assert.Equal(1, host.ExitCode);
        Assert.Contains("App SampleApp does not start: Sample__Directory is missing", host.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        using var sample = new Sample();
        await using HostProcess first = await HostProcess.StartAsync($"--app \"{HostProcess.SampleApp}\" --port 0 --only Plain", sample.Setting);
        int port = first.Client.BaseAddress!.Port;
        await using HostProcess second = HostProcess.Launch($"--app \"{HostProcess.SampleApp}\" --port {port} --only Plain", sample.Setting);
        await second.WaitForExitAsync();
        Assert.Equal(1, second.ExitCode);
        Assert.Contains($"Port {port} is in use", second.Log, StringComparison.Ordinal);
    }
}
