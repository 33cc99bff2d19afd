namespace ServerlessIot.Broker.Tests;

public sealed class CommandLineTests
{
    [Fact]
    public void All_settings_are_read()
    {
        var options = CommandLine.Parse(["--directory", "d", "--port", "0", "--partitions", "7", "--fsync"], out _)!;

        Assert.Equal(("d", 0, 7, true), (options.Directory, options.Port, options.DefaultPartitions, options.Fsync));
    }

    [Theory]
    [InlineData("")]
    [InlineData("--port 1")]
    [InlineData("--directory")]
    [InlineData("--directory d --port")]
    [InlineData("--directory d --port x")]
    [InlineData("--directory d --port 70000")]
    [InlineData("--directory d --partitions 0")]
    [InlineData("--directory d --unknown 1")]
    public void Nonsense_is_explained(string arguments)
    {
        Assert.Null(CommandLine.Parse(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), out var problem));

        Assert.NotEmpty(problem);
    }
}
