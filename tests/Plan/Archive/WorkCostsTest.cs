using System.Globalization;
using System.Text.RegularExpressions;

namespace ServerlessIot.Plan.Tests.Archive;

/// <summary>What costs.json says of how the archive works is what the code does.</summary>
public sealed class WorkCostsTest
{
    [Theory]
    [InlineData("functions/Steps/Archive/SegmentWriter.cs", @"BlockBytes = (\d+) << (\d+);", "blockBytes")]
    [InlineData("functions/Steps/Archive/MergePlanner.cs", @"MostSegments = ([\d_]+);", "mostSegments")]
    [InlineData("functions/Steps/Archive/MergePlanner.cs", @"MostBlobs = ([\d_]+);", "mostBlobs")]
    [InlineData("functions/Domain/Archive/SegmentBuilder.cs", @"MostRows = ([\d_]+);", "chunkRows")]
    [InlineData("functions/Domain/Archive/SegmentBuilder.cs", @"MostChunks = ([\d_]+);", "mostChunks")]
    [InlineData("functions/Steps/Archive/SegmentStore.cs", @"SmallIndex = (\d+) << (\d+);", "wholeIndexBytes")]
    [InlineData("functions/Steps/Archive/SegmentStore.cs", @"Window = (\d+) << (\d+);", "windowBytes")]
    [InlineData("functions/Domain/Archive/ChunkPage.cs", @"const int Most = ([\d_]+);", "pageChunks")]
    [InlineData("functions/Steps/Archive/MergePlanner.cs", @"MostRows = ([\d_]+);", "mostMergedRows")]
    [InlineData("bicep/main.bicep", @"restoreDays: (\d+)", "restoreDays")]
    public void Numbers_are_those_of_the_code(string file, string pattern, string name)
    {
        var match = Regex.Match(File.ReadAllText(Path.Combine(Files.Repository.Root, file)), pattern);
        Assert.True(match.Success);
        var number = double.Parse(match.Groups[1].Value.Replace("_", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        if (match.Groups.Count > 2) number *= Math.Pow(2, double.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture));
        var work = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(Files.Repository.Costs))!["archive"]!["work"]!;
        Assert.Equal(number, (double)work[name]!);
    }
}
