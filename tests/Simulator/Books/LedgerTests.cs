using ServerlessIot.Simulator.Books;

namespace ServerlessIot.Simulator.Tests.Books;

public sealed class LedgerTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("ledger-").FullName;

    private string File => Path.Combine(_directory, "ledger.jsonl");

    [Fact]
    public async Task What_is_written_is_read_back()
    {
        var ledger = Ledger.Of(
        [
            new LedgerLine { Device = "temp-001", Tenant = "demo", Shape = "sensor", Published = 123, Acknowledged = [new(1, 120), new(122, 123)], Invalid = 2, Duplicates = 3, Unacknowledged = 1 },
            new LedgerLine { Device = "größe", Tenant = "demo", Shape = "vehicle", Published = 0, Acknowledged = [], Invalid = 0, Duplicates = 0 }
        ]);
        await ledger.WriteAsync(File, CancellationToken.None);
        var read = await Ledger.ReadAsync(File, CancellationToken.None);

        Assert.Equal(ledger.Total, read.Total);
        Assert.Equal(ledger.Devices.Select(Comparable), read.Devices.Select(Comparable));
    }

    [Fact]
    public async Task The_file_has_the_agreed_form()
    {
        var line = new LedgerLine { Device = "VIN00000000000001", Tenant = "demo", Shape = "vehicle", Published = 123, Acknowledged = [new(1, 120), new(122, 123)], Invalid = 4, Duplicates = 5 };
        await Ledger.Of([line]).WriteAsync(File, CancellationToken.None);
        Assert.Equal(
            """
            {"device":"VIN00000000000001","tenant":"demo","shape":"vehicle","published":123,"acknowledged":[[1,120],[122,123]],"invalid":4,"duplicates":5}
            {"total":{"published":123,"acknowledged":122,"invalid":4,"duplicates":5,"unacknowledged":0}}

            """,
            await System.IO.File.ReadAllTextAsync(File));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"device\":\"a\",\"tenant\":\"demo\",\"shape\":\"sensor\",\"published\":1,\"acknowledged\":[[1,1]],\"invalid\":0,\"duplicates\":0}\n")]
    [InlineData("not json\n{\"total\":{\"published\":0,\"acknowledged\":0,\"invalid\":0,\"duplicates\":0,\"unacknowledged\":0}}\n")]
    [InlineData("{\"device\":\"a\",\"tenant\":\"demo\",\"shape\":\"sensor\",\"published\":1,\"acknowledged\":[[2,1]],\"invalid\":0,\"duplicates\":0}\n")]
    public async Task A_file_that_is_not_whole_is_refused(string text)
    {
        await System.IO.File.WriteAllTextAsync(File, text);
        await Assert.ThrowsAsync<InvalidDataException>(() => Ledger.ReadAsync(File, CancellationToken.None));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static object Comparable(LedgerLine line) => line with { Acknowledged = null! } is var rest
        ? (rest, string.Join(' ', line.Acknowledged))
        : throw new InvalidOperationException();
}
