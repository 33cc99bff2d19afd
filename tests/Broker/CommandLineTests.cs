namespace ServerlessIot.Broker.Tests;

public sealed class CommandLineTests
{
    [Fact]
    public void All_settings_are_read()
    {
        var options = CommandLine.Parse(["--directory", "d", "--port", "0", "--partitions", "7", "--advertise", "outside:19092", "--fsync"], out _)!;

        Assert.Equal(("d", 0, 7, true), (options.Directory, options.Port, options.DefaultPartitions, options.Fsync));
        Assert.Equal(("outside", 19_092), (options.Advertised!.Host, options.Advertised.Port));
    }

    [Theory]
    [InlineData("")]
    [InlineData("--port 1")]
    [InlineData("--directory")]
    [InlineData("--directory d --port")]
    [InlineData("--directory d --port x")]
    [InlineData("--directory d --port 70000")]
    [InlineData("--directory d --advertise")]
    [InlineData("--directory d --advertise outside")]
    [InlineData("--directory d --advertise outside:0")]
    [InlineData("--directory d --advertise :9092")]
    [InlineData("--directory d --partitions 0")]
    [InlineData("--directory d --unknown 1")]
    public void Nonsense_is_explained(string arguments)
    {
        Assert.Null(CommandLine.Parse(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), out var problem));

        Assert.NotEmpty(problem);
    }
}
