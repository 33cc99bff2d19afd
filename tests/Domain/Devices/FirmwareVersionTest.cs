using ServerlessIot.Domain.Devices;

namespace ServerlessIot.Domain.Tests.Devices;

public sealed class FirmwareVersionTest
{
    // From old to new.
    private static readonly string[] InOrder = ["0.9", "1.0-alpha", "1.0-rc1", "1.0-rc2", "1.0-rc10", "1.0", "1.0.1", "1.0.2b", "1.2", "1.9", "1.10", "1.99999999999999999999", "1.100000000000000000000", "2.0", "10"];

    [Fact]
    public void Versions_have_the_order_that_people_mean()
    {
        for (var i = 0; i < InOrder.Length; i++)
            for (var j = 0; j < InOrder.Length; j++)
                Assert.True(Math.Sign(FirmwareVersion.Compare(InOrder[i], InOrder[j])) == i.CompareTo(j), $"{InOrder[i]} and {InOrder[j]}");
    }

    [Theory]
    [InlineData("v1.2", "1.2")]
    [InlineData("V1.2", "v1.2")]
    [InlineData("1.02", "1.2")]
    [InlineData("1.0-RC1", "1.0-rc1")]
    public void Spelling_counts_for_nothing(string left, string right) => Assert.Equal(0, FirmwareVersion.Compare(left, right));

    [Fact]
    public void Whatever_the_texts_it_is_an_order()
    {
        var random = new Random(7);
        var texts = Enumerable.Range(0, 120).Select(_ => new string([.. Enumerable.Range(0, random.Next(0, 6)).Select(_ => "0019.-ab~!"[random.Next(10)])])).ToArray();
        foreach (var a in texts)
        {
            Assert.Equal(0, FirmwareVersion.Compare(a, a));
            foreach (var b in texts)
            {
                Assert.Equal(-Math.Sign(FirmwareVersion.Compare(a, b)), Math.Sign(FirmwareVersion.Compare(b, a)));
                foreach (var c in texts)
                    if (FirmwareVersion.Compare(a, b) <= 0 && FirmwareVersion.Compare(b, c) <= 0) Assert.True(FirmwareVersion.Compare(a, c) <= 0, $"'{a}' '{b}' '{c}'");
            }
        }
    }
}
