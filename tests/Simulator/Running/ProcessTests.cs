using System.Diagnostics;
using ServerlessIot.Simulator.Books;
using ServerlessIot.Simulator.Tests.Brokers;

namespace ServerlessIot.Simulator.Tests.Running;

[Collection(MosquittoCollection.Name)]
public sealed class ProcessTests(MosquittoFixture mosquitto) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string _directory = Directory.CreateTempSubdirectory("simulator-").FullName;

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_ends_publishing_drains_and_leaves_the_ledger(string signal)
    {
        var ledger = Path.Combine(_directory, "ledger.jsonl");
        using var process = Start("--port", $"{mosquitto.Port}", "--devices", "10", "--rate", "100", "--ledger", ledger);
        Assert.Equal("ready", await process.StandardOutput.ReadLineAsync().WaitAsync(Patience));
        Assert.StartsWith("{\"elapsed\":", await process.StandardOutput.ReadLineAsync().WaitAsync(Patience), StringComparison.Ordinal);
        using (Process.Start("/bin/sh", ["-c", $"kill -{signal} {process.Id}"]))
        {
            var rest = await process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
            Assert.StartsWith("{\"done\":true,", rest.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
        }
        await process.WaitForExitAsync().WaitAsync(Patience);
        Assert.Equal(0, process.ExitCode);
        var books = await Ledger.ReadAsync(ledger, CancellationToken.None);
        Assert.True(books.Total.Published > 0);
        Assert.Equal(books.Total.Published, books.Total.Acknowledged);
    }

    [Theory]
    [InlineData(1, "--rate", "fast")]
    [InlineData(1, "--rate", "0")]
    [InlineData(1, "--devices", "0")]
    [InlineData(1, "--protocol", "4")]
    [InlineData(1, "--mix", "drones=5")]
    [InlineData(1, "--drain", "long")]
    [InlineData(1, "--duplicates", "2")]
    [InlineData(1, "--tenant", "a/b")]
    [InlineData(1, "--csv", "/nowhere.csv")]
    public async Task Wrong_options_are_named_and_end_the_process(int expected, params string[] arguments)
    {
        using var process = Start([.. arguments, "--port", $"{mosquitto.Port}", "--for", "1s"]);
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Patience);
        Assert.Equal(expected, process.ExitCode);
        Assert.NotEmpty((await error).Trim());
    }

    [Fact]
    public async Task A_series_that_cannot_be_read_gives_code_2_and_its_line()
    {
        var file = Path.Combine(_directory, "bad.csv");
        await File.WriteAllTextAsync(file, "timestamp,value\n1,2\nnever,3\n");
        using var process = Start("--csv", file, "--port", $"{mosquitto.Port}");
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Patience);
        Assert.Equal(2, process.ExitCode);
        Assert.Contains("line 3", await error, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Ledger).Assembly.Location, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        return Process.Start(start)!;
    }
}
