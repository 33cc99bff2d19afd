using System.Globalization;
using System.Text;
using ServerlessIot.EndToEnd.Tests.Running;

namespace ServerlessIot.EndToEnd.Tests.Replay;

public sealed class ReplayTest
{
    [Fact]
    public async Task A_series_is_stored_row_by_row_and_read_back_through_the_api_with_the_same_values()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("serverlessiot-series-").FullName, "Boiler Room.csv");
        var rows = new StringBuilder("timestamp,value\n");
        for (var i = 0; i < 400; i++)
            rows.AppendLine(CultureInfo.InvariantCulture, $"{DateTime.UnixEpoch.AddYears(44).AddMinutes(5 * i):yyyy-MM-dd HH:mm:ss},{20 + Math.Sin(i / 10.0):R}");
        await File.WriteAllTextAsync(file, rows.ToString());

        await using var edition = EditionProcess.Start("--csv", file, "--type", "temperature");
        var code = await edition.EndAsync();

        Assert.True(code == 0, edition.Output);
        Assert.Contains("as device boiler-room", edition.Output, StringComparison.Ordinal);
        Assert.Contains("archive: 400 rows of 400, every time and value the same", edition.Output, StringComparison.Ordinal);
        Assert.Contains("API:     400 rows of 400, every time and value the same", edition.Output, StringComparison.Ordinal);
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }
}
